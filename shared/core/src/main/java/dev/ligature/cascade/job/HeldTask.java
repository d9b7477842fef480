package dev.ligature.cascade.job;

import dev.ligature.bucket.Json;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import java.util.UUID;

/**
 * A task's record as one delivery of its message has read it. Another delivery may work on the same
 * task at this moment. Both come to the same result, but for one thing: whether a victim that is
 * gone was this job's, and so what hangs below it is this task's business. A delivery that finds
 * the victim absent drops it; one that had meant to delete it, and whose answer was lost, must not.
 *
 * <p>So a delivery that is not sure {@linkplain #renew renews} the record before it goes on, and a
 * task {@linkplain #end ends} only if nobody has renewed it since it was read. Whichever of the two
 * comes second fails, and looks again. Without that, the one could end the task, and with it the
 * job, while the other still writes tasks that follow from it: nobody would ever do these.
 *
 * <p>For the threads of one invocation.
 */
public final class HeldTask {

  private final ObjectStore store;
  private final Platform platform;
  private final UUID jobId;
  private final String key;
  private final Task task;
  private volatile String etag;

  HeldTask(ObjectStore store, Platform platform, UUID jobId, Task task, String etag) {
    this.store = store;
    this.platform = platform;
    this.jobId = jobId;
    this.key = JobRecords.key(new TaskRef(jobId, task.id()));
    this.task = task;
    this.etag = etag;
  }

  /** The task. */
  public Task task() {
    return task;
  }

  /** Which one it is. */
  public TaskRef ref() {
    return new TaskRef(jobId, task.id());
  }

  /**
   * Makes sure that no other delivery ends the task on what it has seen before this moment. One
   * PUT.
   *
   * @throws StoreException if another delivery has ended it, or goes on with it: to be looked at
   *     again
   */
  public void renew() {
    if (!platform.steps().take(Step.UNSURE_RENEWS_TASK)) {
      return;
    }
    byte[] body = Json.stamped(task.toJson(store.time()), platform);
    if (!(store.put(key, body, Precondition.ifMatch(etag)) instanceof PutOutcome.Written written)) {
      throw StoreException.notApplied(
          StoreException.Kind.RETRY, "another delivery was at the task " + task.id(), null);
    }
    etag = written.etag();
  }

  /**
   * Removes the task, whose follow-ups all stand. One DELETE.
   *
   * @throws StoreException if another delivery goes on with it: to be looked at again
   */
  public void end() {
    boolean onlyIfUnchanged = platform.steps().take(Step.UNSURE_RENEWS_TASK);
    DeleteOutcome outcome =
        store.delete(key, onlyIfUnchanged ? Precondition.ifMatch(etag) : Precondition.none());
    boolean ended =
        switch (outcome) {
          case DELETED, MISSING, UNCERTAIN -> true;
          // Some stores call changed what is absent.
          case CHANGED -> store.get(key).isEmpty();
          case THROTTLED, FAILED -> false;
        };
    if (!ended) {
      throw StoreException.notApplied(
          StoreException.Kind.RETRY, "another delivery goes on with the task " + task.id(), null);
    }
  }
}
