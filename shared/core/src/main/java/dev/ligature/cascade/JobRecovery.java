package dev.ligature.cascade;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes up the jobs of a bucket whose queue has lost its messages, as a queue in memory does when
 * its process ends. (SQS keeps messages; what it loses all the same the sweeper finds.)
 *
 * <p>A task's record is written before its message is sent and removed when it is done, so the
 * records are the messages that a lasting queue would hold. One too many does no harm, and neither
 * does one too early: whoever gets it sees how far the job is.
 */
public final class JobRecovery {

  private static final System.Logger LOG = System.getLogger(JobRecovery.class.getName());

  private final JobRecords records;
  private final OpenMarkers markers;
  private final TaskQueue queue;

  /** Finds the jobs of this store; tells of their tasks through {@code queue}. */
  public JobRecovery(ObjectStore store, Platform platform, TaskQueue queue) {
    this.records = new JobRecords(store, platform);
    this.markers = new OpenMarkers(store, platform);
    this.queue = queue;
  }

  /**
   * Sends for every task that is not done, and for the watch of every job that is under way without
   * one, or that never came to be.
   *
   * <p>Requests: one LIST for each thousand open markers, and for each of them a GET and a LIST for
   * each thousand tasks.
   *
   * @return how many jobs go on
   */
  public int run() {
    int jobs = 0;
    String after = null;
    do {
      ObjectPage page = markers.list(after, ObjectStore.MAX_BATCH);
      for (ListedObject marker : page.objects()) {
        UUID jobId = Keys.lastId(marker.key());
        jobs += jobId != null && takeUp(jobId) ? 1 : 0;
      }
      after = page.next();
    } while (after != null);
    return jobs;
  }

  /** Whether the job goes on. */
  private boolean takeUp(UUID jobId) {
    boolean[] any = {false};
    records.eachPageOfTasks(
        jobId,
        tasks -> {
          if (!tasks.isEmpty()) {
            any[0] = true;
            queue.sendAll(
                tasks.stream()
                    .map(task -> TaskMessage.of(jobId, JobRecords.taskId(task)))
                    .toList());
          }
        });
    Optional<Job> job;
    try {
      job = records.read(jobId);
    } catch (CorruptObjectException e) {
      // A person must look at that job; the others have nothing to do with it.
      LOG.log(System.Logger.Level.ERROR, "job " + jobId + " is not taken up", e);
      return any[0];
    }
    boolean idle = job.isPresent() && !job.get().state().ended() && !any[0];
    boolean neverBegan = job.isEmpty() && any[0];
    if (idle || neverBegan) {
      queue.send(new TaskMessage.Watch(jobId), Duration.ZERO);
    }
    return idle || any[0];
  }
}
