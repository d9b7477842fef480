package dev.ligature.cascade.job;

import java.util.UUID;

/**
 * What a message asks a worker for. Deployed, {@code SqsMessageBody} of the functions writes it as
 * JSON.
 */
public sealed interface TaskMessage {

  /** How a {@link Watch} is spelled in the place of a task's id. */
  String WATCH = "watch";

  /** The job that it is about. */
  UUID jobId();

  /** What it asks for, in words that {@link #of} reads: a task's id, or {@link #WATCH}. */
  String asks();

  /** Do this task. */
  record OfTask(TaskRef task) implements TaskMessage {
    @Override
    public UUID jobId() {
      return task.jobId();
    }

    @Override
    public String asks() {
      return task.id().toString();
    }
  }

  /** Look after the job as a whole: its caller may have died, or its next step may be due. */
  record Watch(UUID jobId) implements TaskMessage {
    @Override
    public String asks() {
      return WATCH;
    }
  }

  /** Asks for a task. */
  static TaskMessage of(UUID jobId, TaskId task) {
    return new OfTask(new TaskRef(jobId, task));
  }

  /**
   * Reads what a message asks for.
   *
   * @throws IllegalArgumentException if it is neither a task's id nor {@link #WATCH}
   */
  static TaskMessage of(UUID jobId, String asks) {
    return asks.equals(WATCH) ? new Watch(jobId) : of(jobId, TaskId.parse(asks));
  }
}
