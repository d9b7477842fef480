package dev.ligature.cascade;

import java.time.Duration;

/**
 * The limits of cascades, all in one place; documented in {@code docs/limits.md}.
 *
 * @param inlineTime how long the caller of a delete works on it before the queue takes over; zero
 *     for never
 * @param inlineVictims how many victims the caller handles before the queue takes over; zero for
 *     none
 * @param taskSize the most victims of one task
 * @param pageSize the most references read at once, at most 1,000
 * @param safetyNet when the queue looks after a job in case its caller dies
 * @param meetingDelay how long a task waits before it looks again at an entity that an older job
 *     has condemned
 */
public record CascadeSettings(
    Duration inlineTime,
    int inlineVictims,
    int taskSize,
    int pageSize,
    Duration safetyNet,
    Duration meetingDelay) {

  /** What is used where nothing else is said. */
  public static CascadeSettings defaults() {
    return new CascadeSettings(
        Duration.ofSeconds(5), 1_000, 100, 1_000, Duration.ofSeconds(60), Duration.ofSeconds(1));
  }

  /** The same with another inline budget. */
  public CascadeSettings withInline(Duration time, int victims) {
    return new CascadeSettings(time, victims, taskSize, pageSize, safetyNet, meetingDelay);
  }

  /** The same with tasks of at most this many victims. */
  public CascadeSettings withTaskSize(int victims) {
    return new CascadeSettings(
        inlineTime, inlineVictims, victims, pageSize, safetyNet, meetingDelay);
  }

  /** The same with pages of at most this many references. */
  public CascadeSettings withPageSize(int references) {
    return new CascadeSettings(
        inlineTime, inlineVictims, taskSize, references, safetyNet, meetingDelay);
  }
}
