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
   * Wounds a job, unless it has committed or ended, or is at another attempt by now. Two GETs, two
   * PUTs and two messages.
   *
   * @param by the job that wounds it, if that one has committed. It has no marks at which the other
   *     would wait. So the other waits while that job is running, before it plans again. Otherwise
   *     it could condemn again what that job is about to delete, without end. {@code null} if the
   *     wounding job still plans
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
    // Sent twice. A worker ignores the message until the attempt is raised, so one is sent after
    // that. One is sent before, in case this worker dies in between.
    TaskMessage message = TaskMessage.of(jobId, restart.id());
    queue.send(message, restartDelay);
    records.update(jobId, now -> plansAt(now, attempt) ? now.withNextAttempt(by) : now);
    queue.send(message, restartDelay);
  }

  private static boolean plansAt(Job job, int attempt) {
    return job.attempt() == attempt && !job.committed() && !job.state().ended();
  }
}
