package dev.ligature.simulation.world;

import dev.ligature.bucket.JobState;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.reference.ReferenceStore;
import dev.ligature.simulation.reference.ReferenceStore.Deletion;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the rules alone say of a delete beside which nothing else happens. */
final class AloneCheck {

  private final Scheduler scheduler;
  private final SimulatedStore bucket;
  private final Truth truth;

  AloneCheck(Scheduler scheduler, SimulatedStore bucket, Truth truth) {
    this.scheduler = scheduler;
    this.bucket = bucket;
    this.truth = truth;
  }

  /**
   * What must come of a delete.
   *
   * @param actors how many there had ever been when it began
   * @param version of the root
   * @param deletion what the rules say
   * @param rows what is left then
   */
  record Expectation(int actors, long version, Deletion deletion, ReferenceStore rows) {}

  /** What must come of deleting this; {@code null} if others are about. */
  @Nullable Expectation expect(UUID id) {
    if (!alone()) {
      return null;
    }
    ReferenceStore rows = truth.rows();
    Deletion deletion = rows.delete(id.toString());
    Life life = truth.life(id);
    long version = life == null ? 0 : life.last().version();
    return new Expectation(scheduler.actors().size(), version, deletion, rows);
  }

  /** Whether the running actor is the only one, no lost request is to land, and no job runs. */
  private boolean alone() {
    return scheduler.running() == 1
        && !scheduler.hasLandings()
        && Leftovers.unfinished(bucket).isEmpty();
  }

  /** What is wrong with what came of it. */
  List<String> compare(@Nullable Expectation expected, Request request, DeleteResult result) {
    if (expected == null || !alone() || scheduler.actors().size() != expected.actors) {
      return List.of();
    }
    Deletion deletion = expected.deletion;
    Long onlyVersion = request.expectedVersion();
    boolean fits = onlyVersion == null || onlyVersion == expected.version;
    boolean right =
        switch (result) {
          case DeleteResult.NotFound _ -> !deletion.found();
          case DeleteResult.VersionMismatch _ -> deletion.found() && !fits;
          case DeleteResult.Refused _ -> deletion.refused() && fits;
          case DeleteResult.BeingDeleted _ -> false;
          case DeleteResult.Accepted accepted ->
              deletion.found()
                  && !deletion.refused()
                  && fits
                  && (accepted.state() != JobState.COMPLETED || carriedOut(expected, accepted));
        };
    return right
        ? List.of()
        : List.of(
            "P4: "
                + request
                + " was told "
                + result
                + ", but by the rules it is "
                + deletion
                + " at version "
                + expected.version);
  }

  /** Whether it did all that follows by the rules and nothing else, and counted it right. */
  private boolean carriedOut(Expectation expected, DeleteResult.Accepted accepted) {
    Deletion deletion = expected.deletion;
    return accepted.cascaded() == deletion.deleted().size() - 1
        && accepted.setNull() == deletion.nulled().size()
        && truth.rows().rows().equals(expected.rows.rows());
  }
}
