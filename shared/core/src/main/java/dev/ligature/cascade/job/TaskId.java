package dev.ligature.cascade.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a task within its job. As text, which is the end of the task's key: {@code
 * phase.attempt-unique}, or {@code phase.attempt.depth-unique} for one that follows from another.
 * Ids sort by phase, so the first task of a listing tells how far the job is. A task sorts behind
 * the one that it follows from.
 *
 * @param phase when the task is due
 * @param attempt the attempt at planning that it belongs to; 0 if it belongs to the job as a whole
 * @param depth of how many tasks it follows, one from the other
 * @param unique tells tasks of one phase apart
 */
public record TaskId(Phase phase, int attempt, int depth, UUID unique) {

  private static final Pattern TEXT =
      Pattern.compile("([1-4])\\.(\\d{6})(?:\\.(\\d{8}))?-([0-9a-f-]{36})");

  private static final UUID FIRST = new UUID(0, 0);

  /** The phases in their order, each with the digit that ids begin with. */
  public enum Phase {
    CONDEMN(1),
    JUDGE(2),
    ROOT(3),
    DELETE(4);

    private final int digit;

    Phase(int digit) {
      this.digit = digit;
    }

    private static Phase of(int digit) {
      return Arrays.stream(values())
          .filter(phase -> phase.digit == digit)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no phase has the digit " + digit));
    }
  }

  /** The task that is decided and done last; it stands for the job as a whole. */
  public static TaskId root() {
    return new TaskId(Phase.ROOT, 0, 0, FIRST);
  }

  /** The first task of an attempt at planning: it condemns the root. */
  public static TaskId first(int attempt) {
    return new TaskId(Phase.CONDEMN, attempt, 0, FIRST);
  }

  /**
   * Reads the text of an id.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TaskId parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no task's id");
    }
    String depth = parts.group(3);
    return new TaskId(
        Phase.of(Integer.parseInt(parts.group(1))),
        Integer.parseInt(parts.group(2)),
        depth == null ? 0 : Integer.parseInt(depth),
        UUID.fromString(parts.group(4)));
  }

  /**
   * The id of a task that follows from this one. A redelivery of this one gives the same follow-up
   * the same id, and two follow-ups that differ in anything differ in their ids. For two deliveries
   * at once may see different things, and neither may write over what the other has left to be
   * done.
   *
   * <p>It sorts behind this one, which ends only when it stands. A listing is read in order and not
   * at one moment; so whoever reads it and no longer finds the one still has the place of the other
   * before it, and cannot miss both.
   *
   * @param work what the follow-up is to do, as text
   * @param behind whether it sorts behind; false only in tests of what breaks then
   */
  TaskId following(Phase next, int ofAttempt, String work, boolean behind) {
    return new TaskId(next, ofAttempt, behind ? depth + 1 : 0, derived(work));
  }

  /** An id that follows from this one and a text. */
  UUID derived(String text) {
    return UUID.nameUUIDFromBytes((this + " " + text).getBytes(StandardCharsets.UTF_8));
  }

  /** As its key spells it. */
  @Override
  public String toString() {
    String place = depth == 0 ? "" : String.format(".%08d", depth);
    return String.format("%d.%06d%s-%s", phase.digit, attempt, place, unique);
  }
}
