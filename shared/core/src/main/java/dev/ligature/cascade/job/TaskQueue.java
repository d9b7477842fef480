package dev.ligature.cascade.job;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Carries word of tasks to workers. Nothing depends on it but speed: a message may come twice,
 * late, out of order or never. What is to be done lies in the bucket, and the sweeper sends lost
 * messages again.
 */
public interface TaskQueue {

  /** Carries nothing. For programs that only look, and for those that leave work to the sweeper. */
  static TaskQueue none() {
    return (jobId, taskId, delay) -> {};
  }

  /**
   * Asks a worker to look at a task.
   *
   * @param jobId the job
   * @param taskId the task, as its key spells it
   * @param delay not before this long from now, at most 15 minutes
   */
  void send(UUID jobId, String taskId, Duration delay);

  /** Asks workers to look at many tasks of one job as soon as they can. */
  default void sendAll(UUID jobId, List<String> taskIds) {
    taskIds.forEach(taskId -> send(jobId, taskId, Duration.ZERO));
  }
}
