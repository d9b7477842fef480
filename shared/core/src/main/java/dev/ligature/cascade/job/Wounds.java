package dev.ligature.cascade.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a job that plans give way. One conditional write raises its attempt: all its marks count
 * for nothing from then on, and it starts again from its root. This does not depend on that job
 * being alive. The name is that of <i>wound-wait</i> (Rosenkrantz, Stearns and Lewis, "System Level
 * Concurrency Control for Distributed Database Systems", ACM TODS 3(2), 1978).
 */
public final class Wounds {

  private final JobRecords records;
  private final TaskQueue queue;
  private final Duration restartDelay;

  /**
   * @param restartDelay how long a wounded job waits before it plans again
   */
  public Wounds(JobRecords records, TaskQueue queue, Duration restartDelay) {
    this.records = records;
    this.queue = queue;
    this.restartDelay = restartDelay;
  }

  /**
   * Wounds a job, unless it has committed or ended, or is at another attempt by now. Two GETs and
   * two PUTs.
   *
   * @param by who does so, if that one has committed. It leaves no marks at which the other would
   *     wait for it. So the other begins again when it has ended: or else the two could go on for
   *     ever, the one condemning anew what the other has just made free. {@code null} for a job
   *     that plans itself
   */
  public void wound(UUID jobId, int attempt, @Nullable UUID by) {
    Optional<Job> found = records.read(jobId).filter(job -> plansAt(job, attempt));
    if (found.isEmpty()) {
      return;
    }
    Job job = found.get();
    Task restart =
        new Task(
            TaskId.first(attempt + 1), new Task.Work.Condemn(job.plural(), List.of(job.root())));
    records.write(jobId, restart);
    // Twice: word that comes before the attempt begins is not heeded, and this worker may die
    // between the write and the word that would be.
    TaskMessage message = TaskMessage.of(jobId, restart.id());
    queue.send(message, restartDelay);
    records.update(jobId, now -> plansAt(now, attempt) ? now.withNextAttempt(by) : now);
    queue.send(message, restartDelay);
  }

  private static boolean plansAt(Job job, int attempt) {
    return job.attempt() == attempt && !job.committed() && !job.state().ended();
  }
}
