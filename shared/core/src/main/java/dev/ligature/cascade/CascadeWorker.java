package dev.ligature.cascade;

import dev.ligature.bucket.JobState;
import dev.ligature.cascade.graph.Assignment;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.graph.FollowUps;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.HeldTask;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Victim;
import dev.ligature.cascade.plan.Planning;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.store.ListedObject;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Works on the tasks of jobs, and looks after jobs that nobody may be working on. Safe for many
 * threads, processes and machines.
 *
 * <p>A {@link StoreException} out of any method means: this message should come again.
 */
public final class CascadeWorker {

  /** Times that a planning task tries again at once after it made a younger job give way. */
  private static final int MAX_MEETINGS = 20;

  /** The longest that a job waits before it looks again at an entity of an older one. */
  private static final Duration LONGEST_MEETING_DELAY = Duration.ofSeconds(60);

  private final CascadeContext context;
  private final CascadeSettings settings;
  private final JobRecords records;
  private final OpenMarkers markers;
  private final JobRules rules;
  private final JobProgress progress;
  private final TaskQueue queue;

  /** Its parts are put together by the engine; it tells of new tasks through {@code queue}. */
  public CascadeWorker(
      CascadeSettings settings,
      JobRecords records,
      OpenMarkers markers,
      JobRules rules,
      JobProgress progress,
      TaskQueue queue) {
    this.settings = settings;
    this.records = records;
    this.markers = markers;
    this.rules = rules;
    this.context = rules.own().context();
    this.progress = progress;
    this.queue = queue;
  }

  /** Does what a message asks for, as far as the budget goes, and whatever its end makes due. */
  public void work(TaskMessage message, Budget budget) {
    work(message, budget, queue);
  }

  void work(TaskMessage message, Budget budget, TaskQueue next) {
    switch (message) {
      case TaskMessage.Watch(UUID jobId) -> watch(jobId, budget, next);
      case TaskMessage.OfTask(TaskRef task) -> deliver(task, budget, next);
    }
  }

  private void deliver(TaskRef ref, Budget budget, TaskQueue next) {
    // The task before the job: a task is written when its job has come so far, so the job read
    // afterwards has. Judged by an older state of the job it could be taken for left over.
    Optional<HeldTask> task = records.readTask(ref);
    Optional<Job> found = records.read(ref.jobId());
    if (found.isEmpty()) {
      if (task.isPresent()) {
        // Its job never came to be, or whoever fenced that died before the tasks were gone.
        fenceUnaccepted(ref.jobId());
      }
      return;
    }
    Job job = found.get();
    if (job.state() == JobState.STALLED) {
      return;
    }
    if (task.isEmpty()) {
      // Done by an earlier delivery, which may have died before it looked whether the job can go
      // on.
      if (context.take(Step.CHECK_END_ON_REDELIVERY)) {
        progress.advance(ref.jobId(), ref.id().phase(), budget, next);
      }
      return;
    }
    if (JobProgress.live(job, ref.id())) {
      FollowUps followUps = new FollowUps(context, records, ref, next);
      perform(new Assignment(job, task.get(), budget, followUps), next);
      return;
    }
    if (JobProgress.leftOver(job, ref.id())) {
      records.removeTask(ref);
    }
    progress.advance(ref.jobId(), ref.id().phase(), budget, next);
  }

  private void perform(Assignment work, TaskQueue next) {
    Job job = work.job();
    switch (work.held().task().work()) {
      case Task.Work.Root() -> root(work, next);
      case Task.Work.Delete(String plural, List<Victim> victims) ->
          finish(work, next, () -> rules.of(job).effect().delete(work, plural, victims));
      case Task.Work.Condemn condemn -> condemn(work, condemn, next);
      case Task.Work.Judge judge -> {
        // A message that was sent again by the clock may come too early: who is in the delete set
        // is known only when all are condemned. Whoever ends that phase re-queues this task.
        if (progress.phaseOf(job).filter(TaskId.Phase.CONDEMN::equals).isPresent()) {
          return;
        }
        finish(work, next, () -> rules.of(job).planning().judge(work, judge));
      }
      case Task.Work.Expand expand -> finish(work, next, () -> expand(work, expand));
    }
  }

  private void expand(Assignment work, Task.Work.Expand expand) {
    JobRules.Rules own = rules.of(work.job());
    if (work.job().state() == JobState.PLANNING) {
      own.planning().expand(work, expand);
    } else {
      own.effect().expand(work, expand);
    }
  }

  /**
   * Looks after a job whose caller may have died. The caller wrote its own tasks long before the
   * watch is due. So a task that is older than half of that time is taken for one that nobody works
   * on.
   */
  private void watch(UUID jobId, Budget budget, TaskQueue next) {
    if (records.read(jobId).isEmpty()) {
      fenceUnaccepted(jobId);
      return;
    }
    progress.requeueOldTasks(jobId, settings.safetyNet().dividedBy(2), next);
    progress.advance(jobId, TaskId.Phase.CONDEMN, budget, next);
  }

  /**
   * Clears up after a caller that died after it wrote its job's tasks, and before it wrote its
   * record. The caller may also only sleep. So the record is fenced first: the caller then fails
   * when it wakes. Only then the tasks are removed. Until the caller meets the fence it may still
   * write tasks, and then die. So the open marker stays, by which a later sweep finds them. Does
   * nothing if the record stands.
   */
  public void fenceUnaccepted(UUID jobId) {
    if (context.take(Step.FENCE_JOB) && !records.fence(jobId)) {
      return;
    }
    records.eachPageOfTasks(
        jobId, page -> context.remove(page.stream().map(ListedObject::key).toList()));
    if (!context.take(Step.KEEP_OPEN_WHILE_CALLER_MAY_WRITE)) {
      markers.close(jobId);
    }
  }

  private void root(Assignment work, TaskQueue next) {
    Job job = work.job();
    switch (job.state()) {
      case PLANNING -> progress.advance(job.id(), TaskId.Phase.JUDGE, work.budget(), next);
      case RUNNING ->
          finish(
              work,
              next,
              () -> rules.of(job).effect().delete(work, job.plural(), List.of(job.root())));
      case BLOCKED, CANCELLED -> {
        // A refused job leaves no trace but its record.
        if (rules.of(job).marks().takeBack(job, _ -> true, work.budget())
            && records.removeAll(Verdicts.folder(job.id()), work.budget())) {
          context
              .steps()
              .inOrder(
                  Step.CLOSE_AFTER_LAST_TASK,
                  () -> removeAllTasks(work.task()),
                  () -> markers.close(job.id()));
        } else {
          next.send(new TaskMessage.OfTask(work.task()), Duration.ZERO);
        }
      }
      case COMPLETED, STALLED ->
          throw new IllegalStateException(job + " was taken for one with work to do");
    }
  }

  /** The others before {@code own}, which stands for all that is still to be cleared up. */
  private void removeAllTasks(TaskRef own) {
    records.eachPageOfTasks(
        own.jobId(),
        page ->
            context.remove(
                page.stream()
                    .map(ListedObject::key)
                    .filter(key -> !key.endsWith("/" + own.id()))
                    .toList()));
    records.removeTask(own);
  }

  private void condemn(Assignment work, Task.Work.Condemn condemn, TaskQueue next) {
    Job job = work.job();
    if (mustWait(job, work.task().id())) {
      next.send(new TaskMessage.OfTask(work.task()), meetingDelay(job));
      return;
    }
    for (int meeting = 0; meeting < MAX_MEETINGS; meeting++) {
      Planning.Outcome outcome = rules.of(job).planning().condemn(work, condemn);
      if (!(outcome instanceof Planning.Outcome.Meets(Set<UUID> others))) {
        finish(work, next, () -> {});
        return;
      }
      boolean allGiveWay = true;
      for (UUID other : others) {
        allGiveWay &= progress.givesWay(job, other);
      }
      if (!allGiveWay) {
        break;
      }
    }
    next.send(new TaskMessage.OfTask(work.task()), meetingDelay(job));
  }

  /**
   * Whether a wounded job is to wait before it plans again. It does not wait for a job that has
   * stalled, for that would be until a person comes.
   */
  private boolean mustWait(Job job, TaskId task) {
    return job.waitsFor() != null
        && task.equals(TaskId.first(job.attempt()))
        && context.take(Step.WAIT_FOR_COMMITTED)
        && records.read(job.waitsFor()).filter(o -> o.state() == JobState.RUNNING).isPresent();
  }

  /**
   * How long a job waits for another one before it looks again: half as long as it has been about,
   * within bounds. So the looks get rarer while the older one is held up.
   */
  private Duration meetingDelay(Job job) {
    Duration age = Duration.between(job.createdAt(), context.store().time());
    Duration half = age.dividedBy(2);
    Duration least = settings.meetingDelay();
    if (half.compareTo(least) < 0) {
      return least;
    }
    return half.compareTo(LONGEST_MEETING_DELAY) < 0 ? half : LONGEST_MEETING_DELAY;
  }

  /** Does a task, ends it when its follow-ups all stand, and makes the step that is then due. */
  private void finish(Assignment work, TaskQueue next, Runnable task) {
    context.steps().inOrder(Step.TASKS_BEFORE_TASK_ENDS, task, work.held()::end);
    // Follow-ups that were queued may all have ended by now, and have seen this task's record; so
    // this one looks, too. Only those that the caller keeps for itself are surely still to come.
    boolean othersLookLater =
        work.followUps().sent()
            && (next instanceof InlineQueue || !context.take(Step.LOOK_AFTER_FOLLOW_UPS));
    if (!othersLookLater) {
      progress.advance(work.job().id(), work.task().id().phase(), work.budget(), next);
    }
  }

  /**
   * Re-queues the tasks that were written longer ago than {@code age}, by the store's clock.
   *
   * @return how many messages were sent
   */
  public int requeueOldTasks(UUID jobId, Duration age) {
    return progress.requeueOldTasks(jobId, age, queue);
  }

  /** Makes the step that is due in a job that nobody may be working on any more. */
  public void lookAfter(UUID jobId, Budget budget) {
    progress.advance(jobId, TaskId.Phase.CONDEMN, budget, queue);
  }

  /** Re-queues all tasks of a job. */
  void requeueAll(Job job) {
    progress.sendAll(job, null, queue);
  }

  /** Whether what a message asks for is a task that is still to be done. */
  boolean isOpen(TaskMessage message) {
    return message instanceof TaskMessage.OfTask(TaskRef task) && records.taskExists(task);
  }

  /**
   * A task, or the step that was due after it, failed for the last time: its job stalls, visibly,
   * until somebody retries it.
   *
   * @param reason for a person
   * @param sentAt when the message was sent whose deliveries are used up: if the job was retried
   *     since, other messages carry its tasks
   * @return whether the job stalls
   */
  public boolean stall(TaskMessage message, String reason, Instant sentAt) {
    Predicate<Job> stalls =
        job ->
            !job.state().ended() && (job.retriedAt() == null || !sentAt.isBefore(job.retriedAt()));
    return records
        .update(
            message.jobId(),
            job ->
                stalls.test(job)
                    ? job.withFailure("task " + message.asks() + ": " + reason)
                        .with(JobState.STALLED, null)
                    : job)
        .filter(job -> job.state() == JobState.STALLED)
        .isPresent();
  }
}
