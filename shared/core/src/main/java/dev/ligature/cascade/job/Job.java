package dev.ligature.cascade.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.OrEmpty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One accepted delete with all that follows from it.
 *
 * @param id its id; of two jobs the one with the smaller id is the older
 * @param state how it stands
 * @param committed whether its commit point is behind it
 * @param attempt which attempt at planning counts, from 1
 * @param plural model of the root
 * @param root the entity to delete, with the reason if it is an orphan
 * @param expectedVersion the only version of the root that may be deleted; {@code null} for any
 * @param generation of the schema that it was accepted under; {@link #NO_GENERATION} if it was
 *     accepted by a version that knew of none
 * @param createdAt when it was accepted
 * @param endedAt when it ended
 * @param totals what it did; final once it has ended
 * @param protections what refused it
 * @param failures what went wrong for good, in words
 * @param retriedAt when a person last let it go on; {@code null} if never
 * @param waitsFor the job that wounded it last, if that one had committed: it does not plan again
 *     while that one is running; {@code null} for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Job(
    UUID id,
    JobState state,
    boolean committed,
    int attempt,
    String plural,
    Victim root,
    @Nullable Long expectedVersion,
    @OrEmpty int generation,
    Instant createdAt,
    @Nullable Instant endedAt,
    Totals totals,
    List<Protection> protections,
    List<String> failures,
    @Nullable Instant retriedAt,
    @Nullable UUID waitsFor) {

  /** Of a job that tells of none. */
  public static final int NO_GENERATION = 0;

  /** The most failures kept; the rest are in the log. */
  static final int MAX_FAILURES = 20;

  public Job {
    protections = List.copyOf(protections);
    failures = List.copyOf(failures);
  }

  /** The root's id. */
  public UUID rootId() {
    return root.id();
  }

  /** The same in another state; {@code ended} is when it ended, if it has. */
  public Job with(JobState newState, @Nullable Instant ended) {
    boolean decided = committed || newState == JobState.RUNNING;
    return copy(newState, decided, attempt, ended, totals, protections, failures, retriedAt);
  }

  /** The same with these counts. */
  public Job withTotals(Totals newTotals) {
    return copy(state, committed, attempt, endedAt, newTotals, protections, failures, retriedAt);
  }

  /** The same with what stands against it. */
  public Job withProtections(List<Protection> found) {
    return copy(state, committed, attempt, endedAt, totals, found, failures, retriedAt);
  }

  /** The same with one more failure, unless it is known or there are enough. */
  public Job withFailure(String failure) {
    List<String> more = new ArrayList<>(failures);
    if (more.size() < MAX_FAILURES && !more.contains(failure)) {
      more.add(failure);
    }
    return copy(state, committed, attempt, endedAt, totals, protections, more, retriedAt);
  }

  /** A stalled job that a person lets go on. */
  public Job retried(Instant now) {
    JobState again = committed ? JobState.RUNNING : JobState.PLANNING;
    return copy(again, committed, attempt, null, totals, protections, failures, now);
  }

  /** The same, called off because it stalled before it had decided. */
  public Job givenUp(String why, Instant now) {
    // Whatever else failed, a reader must find why it ended.
    List<String> kept = failures.subList(0, Math.min(failures.size(), MAX_FAILURES - 1));
    return copy(state, committed, attempt, endedAt, totals, protections, kept, retriedAt)
        .withFailure(why)
        .with(JobState.CANCELLED, now);
  }

  /**
   * The same in its next attempt at planning: marks of all earlier ones count for nothing.
   *
   * @param after the job that it waits for before it begins; {@code null} for none
   */
  public Job withNextAttempt(@Nullable UUID after) {
    return new Job(
        id,
        state,
        committed,
        attempt + 1,
        plural,
        root,
        expectedVersion,
        generation,
        createdAt,
        endedAt,
        totals,
        protections,
        failures,
        retriedAt,
        after);
  }

  /** What never changes, with what may. */
  private Job copy(
      JobState newState,
      boolean newCommitted,
      int newAttempt,
      @Nullable Instant newEndedAt,
      Totals newTotals,
      List<Protection> newProtections,
      List<String> newFailures,
      @Nullable Instant newRetriedAt) {
    return new Job(
        id,
        newState,
        newCommitted,
        newAttempt,
        plural,
        root,
        expectedVersion,
        generation,
        createdAt,
        newEndedAt,
        newTotals,
        newProtections,
        newFailures,
        newRetriedAt,
        waitsFor);
  }
}
