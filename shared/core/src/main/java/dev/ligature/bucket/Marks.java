package dev.ligature.bucket;

import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import java.util.UUID;

/**
 * Judges marks. The commit point of a two-phase delete is one write of its job record, so whoever
 * meets a mark looks there: one GET, and only for marked entities.
 */
public final class Marks {

  private final ObjectStore store;
  private final EntityCodec codec;
  private final Steps steps;

  /** Reads job records, and again the entities of jobs that have ended, from this store. */
  public Marks(ObjectStore store, Platform platform) {
    this.store = store;
    this.codec = new EntityCodec(platform);
    this.steps = platform.steps();
  }

  /** How an entity that was read stands at this moment. */
  public DeletionState deletionOf(Lookup.Present present) {
    Mark mark = present.mark();
    if (mark == null) {
      return DeletionState.CLEAR;
    }
    return store
        .get(Keys.jobRecord(mark.jobId()))
        .map(object -> judge(present, mark, JobHead.read(object.key(), object.body())))
        .orElseGet(() -> survivor(present, mark));
  }

  /** Whether a job is there and has not ended. One GET. */
  public boolean underWay(UUID jobId) {
    return store
        .get(Keys.jobRecord(jobId))
        .map(object -> JobHead.read(object.key(), object.body()))
        .filter(job -> !job.state().ended())
        .isPresent();
  }

  private DeletionState judge(Lookup.Present present, Mark mark, JobHead job) {
    boolean current = job.isAt(mark.attempt()) || !steps.take(Step.STALE_ATTEMPT_IS_NO_MARK);
    if (!current) {
      return DeletionState.CLEAR;
    }
    return switch (job.state()) {
      case PLANNING -> DeletionState.CONDEMNED;
      case RUNNING -> DeletionState.GONE;
      case STALLED -> job.decided() ? DeletionState.GONE : DeletionState.CONDEMNED;
      case COMPLETED -> survivor(present, mark);
      case BLOCKED, CANCELLED -> DeletionState.CLEAR;
    };
  }

  /**
   * The job has deleted all that it was to delete, so whatever still stands survived it, and its
   * mark is no mark. But the entity was read before the job, and may have been deleted between the
   * two reads: so it is read again. Another mark by now is judged in turn; each was put later than
   * the one before, so this ends.
   */
  private DeletionState survivor(Lookup.Present before, Mark mark) {
    Entity entity = before.entity();
    String key = Keys.entity(entity.model().plural(), entity.id());
    if (!(codec.read(entity.model(), entity.id(), store.get(key)) instanceof Lookup.Present now)) {
      return DeletionState.GONE;
    }
    return mark.equals(now.mark()) ? DeletionState.CLEAR : deletionOf(now);
  }
}
