package dev.ligature.cascade.graph;

import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.HeldTask;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.TaskRef;

/**
 * One delivery of a task, as everything that works on it needs it.
 *
 * @param job as it was read for this delivery
 * @param held the task
 * @param budget how much this invocation may do
 * @param followUps takes the tasks that follow
 */
public record Assignment(Job job, HeldTask held, Budget budget, FollowUps followUps) {

  /** Which task it is. */
  public TaskRef task() {
    return held.ref();
  }
}
