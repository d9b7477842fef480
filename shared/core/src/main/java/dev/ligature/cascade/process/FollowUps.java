package dev.ligature.cascade.process;

import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.store.Step;
import java.util.List;
import java.util.function.Consumer;

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
public final class FollowUps implements Consumer<List<Task>> {

  private final CascadeContext context;
  private final JobRecords records;
  private final Job job;
  private final String taskId;
  private final TaskQueue queue;
  private boolean sent;

  /** Of this task of this job; word of them goes to {@code queue}. */
  public FollowUps(
      CascadeContext context, JobRecords records, Job job, String taskId, TaskQueue queue) {
    this.context = context;
    this.records = records;
    this.job = job;
    this.taskId = taskId;
    this.queue = queue;
  }

  @Override
  public void accept(List<Task> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    if (!context.take(Step.TASKS_BEFORE_TASK_ENDS)) {
      records.removeTask(job.id(), taskId);
    }
    context
        .platform()
        .parallel()
        .map(
            tasks,
            task -> {
              records.write(job.id(), task);
              return task;
            });
    // Judges wait until everything is condemned; they are queued then.
    List<String> due =
        tasks.stream().filter(task -> task.phase() != Task.Phase.JUDGE).map(Task::id).toList();
    if (!due.isEmpty()) {
      queue.sendAll(job.id(), due);
      sent = true;
    }
  }

  /** Whether some were queued: then the last of them makes the next step, not this one. */
  public boolean sent() {
    return sent;
  }
}
