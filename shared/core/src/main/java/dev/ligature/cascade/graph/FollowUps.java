package dev.ligature.cascade.graph;

import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.store.Step;
import java.util.List;

/**
 * The tasks that follow from one, written and queued as they are found. So an invocation never
 * holds more of them than one chunk of references gives, however many children a parent has, and
 * when its time runs out all but the last of them are on their way.
 *
 * <p>They stand before the task that they follow from ends, so at every moment something durable
 * stands for the rest. A second delivery of that task finds the same follow-ups, or tasks that
 * share victims with them; neither does harm, for whatever was done is found done.
 *
 * <p>Not safe for many threads: one invocation's.
 */
public final class FollowUps {

  private final CascadeContext context;
  private final JobRecords records;
  private final TaskRef task;
  private final TaskQueue queue;
  private boolean sent;

  /** Of this task; messages go to {@code queue}. */
  public FollowUps(CascadeContext context, JobRecords records, TaskRef task, TaskQueue queue) {
    this.context = context;
    this.records = records;
    this.task = task;
    this.queue = queue;
  }

  /**
   * Writes a task for each of these, and sends for those that are due.
   *
   * @param attempt at planning that they belong to; 0 for none
   */
  public void add(TaskId.Phase phase, int attempt, List<? extends Task.Work> works) {
    if (works.isEmpty()) {
      return;
    }
    boolean behind = context.take(Step.FOLLOW_UPS_SORT_BEHIND);
    List<Task> tasks =
        works.stream()
            .map(work -> Task.following(task.id(), phase, attempt, work, behind))
            .toList();
    context
        .platform()
        .parallel()
        .map(
            tasks,
            each -> {
              records.write(task.jobId(), each);
              return each;
            });
    // Judges wait until everything is condemned; they are queued then.
    if (phase != TaskId.Phase.JUDGE) {
      queue.sendAll(tasks.stream().map(each -> TaskMessage.of(task.jobId(), each.id())).toList());
      sent = true;
    }
  }

  /** Whether some were queued: then the last of them makes the next step, not this one. */
  public boolean sent() {
    return sent;
  }
}
