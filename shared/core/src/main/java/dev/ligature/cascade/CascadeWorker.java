package dev.ligature.cascade;

import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.HeldTask;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Victim;
import dev.ligature.cascade.plan.Planning;
import dev.ligature.cascade.process.CascadeContext;
import dev.ligature.cascade.process.FollowUps;
import dev.ligature.data.entity.JobState;
import dev.ligature.data.generation.Generations;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.schema.Schema;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
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

  /** In place of a task's id: look after the job as a whole, its caller may have died. */
  public static final String WATCH = "watch";

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

  /** Works on the jobs of this store; tells of new tasks through {@code queue}. */
  public CascadeWorker(
      Schema schema,
      ObjectStore store,
      Platform platform,
      TaskQueue queue,
      CascadeSettings settings) {
    this(schema, store, platform, queue, settings, Generations.of(schema, store, platform));
  }

  /**
   * The same as a part of a program.
   *
   * @param generations the program's, of this schema and bucket
   */
  public CascadeWorker(
      Schema schema,
      ObjectStore store,
      Platform platform,
      TaskQueue queue,
      CascadeSettings settings,
      Generations generations) {
    Verdicts verdicts = new Verdicts(store, platform);
    this.settings = settings;
    this.records = new JobRecords(store, platform);
    this.markers = new OpenMarkers(store, platform);
    this.rules = new JobRules(schema, store, platform, settings, generations, verdicts);
    this.context = rules.own().context();
    this.progress = new JobProgress(settings, records, markers, rules, verdicts);
    this.queue = queue;
  }

  /** Does one task, as far as the budget goes, and whatever its end makes due. */
  public void work(UUID jobId, String taskId, Budget budget) {
    work(jobId, taskId, budget, queue);
  }

  void work(UUID jobId, String taskId, Budget budget, TaskQueue next) {
    if (taskId.equals(WATCH)) {
      watch(jobId, budget, next);
      return;
    }
    // The task before the job: a task is written when its job has come so far, so the job read
    // afterwards has. Judged by an older state of the job it could be taken for left over.
    Optional<HeldTask> task = records.readTask(jobId, taskId);
    Optional<Job> found = records.read(jobId);
    if (found.isEmpty()) {
      if (task.isPresent()) {
        // Its job never came to be, or whoever fenced that died before the tasks were gone.
        abandon(jobId);
      }
      return;
    }
    if (found.get().state() == JobState.STALLED) {
      return;
    }
    Job job = found.get();
    if (task.isEmpty()) {
      // Done by an earlier delivery, which may have died before it looked whether the job can go
      // on.
      if (context.take(Step.CHECK_END_ON_REDELIVERY)) {
        progress.advance(jobId, Task.phaseOf(taskId), budget, next);
      }
      return;
    }
    if (!JobProgress.live(job, taskId)) {
      if (JobProgress.leftOver(job, taskId)) {
        records.removeTask(jobId, taskId);
      }
      progress.advance(jobId, Task.phaseOf(taskId), budget, next);
      return;
    }
    HeldTask held = task.get();
    switch (held.task().work()) {
      case Task.Work.Root() -> root(job, held, budget, next);
      case Task.Work.Delete(String plural, List<Victim> victims) -> {
        FollowUps followUps = followUps(job, taskId, next);
        rules.of(job).effects().delete(job, held, plural, victims, budget, followUps);
        finish(job, held, followUps, budget, next);
      }
      case Task.Work.Condemn condemn -> condemn(job, held, condemn, budget, next);
      case Task.Work.Judge judge -> {
        // A message that was sent again by the clock may come too early: who is in the delete set
        // is known only when all are condemned. Whoever ends that phase re-queues this task.
        if (progress
            .firstLiveTask(job)
            .filter(t -> Task.phaseOf(t) == Task.Phase.CONDEMN)
            .isPresent()) {
          return;
        }
        rules.of(job).planning().judge(job, taskId, judge);
        finish(job, held, followUps(job, taskId, next), budget, next);
      }
      case Task.Work.Expand expand -> {
        FollowUps followUps = followUps(job, taskId, next);
        if (job.state() == JobState.PLANNING) {
          rules.of(job).planning().expand(job, taskId, expand, budget, followUps);
        } else {
          rules.of(job).effects().expand(job, taskId, expand, budget, followUps);
        }
        finish(job, held, followUps, budget, next);
      }
    }
  }

  private FollowUps followUps(Job job, String taskId, TaskQueue next) {
    return new FollowUps(context, records, job, taskId, next);
  }

  /**
   * Looks after a job whose caller may have died. What the caller wrote for itself to do was
   * written long before the watch is due, so half of that time tells what lies there for nobody.
   */
  private void watch(UUID jobId, Budget budget, TaskQueue next) {
    if (records.read(jobId).isEmpty()) {
      abandon(jobId);
      return;
    }
    progress.resendOldTasks(jobId, settings.safetyNet().dividedBy(2), queue);
    progress.advance(jobId, Task.Phase.CONDEMN, budget, next);
  }

  /**
   * Clears up after a caller that died between the tasks and the record of its job. It may also
   * only sleep: so first a fence, that it fails when it wakes, and only then the tasks go. Before
   * it meets the fence it may still write tasks, and then die: so the open marker stays, by which a
   * later sweep finds them.
   */
  public void abandon(UUID jobId) {
    if (context.take(Step.FENCE_JOB) && !records.fence(jobId)) {
      return;
    }
    records.eachPageOfTasks(
        jobId, page -> context.remove(page.stream().map(ListedObject::key).toList()));
    if (!context.take(Step.KEEP_OPEN_WHILE_CALLER_MAY_WRITE)) {
      markers.close(jobId);
    }
  }

  private void root(Job job, HeldTask held, Budget budget, TaskQueue next) {
    String taskId = held.id();
    switch (job.state()) {
      case PLANNING -> progress.advance(job.id(), Task.Phase.JUDGE, budget, next);
      case RUNNING -> {
        FollowUps followUps = followUps(job, taskId, next);
        rules
            .of(job)
            .effects()
            .delete(job, held, job.plural(), List.of(job.root()), budget, followUps);
        finish(job, held, followUps, budget, next);
      }
      case BLOCKED, CANCELLED -> {
        // A refused job leaves no trace but its record.
        if (rules.of(job).marks().takeBack(job, _ -> true, budget)
            && records.removeAll(Verdicts.folder(job.id()), budget)) {
          removeLeftOver(job, taskId);
          records.removeTask(job.id(), taskId);
          markers.close(job.id());
        } else {
          next.send(job.id(), taskId, Duration.ZERO);
        }
      }
      case COMPLETED, STALLED -> records.removeTask(job.id(), taskId);
    }
  }

  /** Others than {@code own}, which goes last: it stands for all that is still to be cleared up. */
  private void removeLeftOver(Job job, String own) {
    records.eachPageOfTasks(
        job.id(),
        page ->
            context.remove(
                page.stream()
                    .filter(object -> !JobRecords.taskId(object.key()).equals(own))
                    .map(ListedObject::key)
                    .toList()));
  }

  private void condemn(
      Job job, HeldTask held, Task.Work.Condemn work, Budget budget, TaskQueue next) {
    String taskId = held.id();
    FollowUps followUps = followUps(job, taskId, next);
    for (int meeting = 0; meeting < MAX_MEETINGS; meeting++) {
      switch (rules.of(job).planning().condemn(job, taskId, work, budget, followUps)) {
        case Planning.Outcome.Done() -> {
          finish(job, held, followUps, budget, next);
          return;
        }
        case Planning.Outcome.Meets(Set<UUID> others) -> {
          boolean allGiveWay = true;
          for (UUID other : others) {
            allGiveWay &= progress.givesWay(job, other, next);
          }
          if (!allGiveWay) {
            next.send(job.id(), taskId, meetingDelay(job));
            return;
          }
        }
      }
    }
    next.send(job.id(), taskId, meetingDelay(job));
  }

  /**
   * How long a job waits for an older one before it looks again: half as long as it has been about,
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

  /** Ends a task whose follow-ups all stand, and makes the step that is then due. */
  private void finish(Job job, HeldTask held, FollowUps followUps, Budget budget, TaskQueue next) {
    held.end();
    // Follow-ups that were queued may all have ended by now, and have seen this task's record; so
    // this one looks, too. Only those that the caller keeps for itself are surely still to come.
    boolean othersLookLater =
        followUps.sent()
            && (next instanceof InlineQueue || !context.take(Step.LOOK_AFTER_FOLLOW_UPS));
    if (!othersLookLater) {
      progress.advance(job.id(), held.task().phase(), budget, next);
    }
  }

  /**
   * Sends again the messages of tasks that have been lying too long.
   *
   * @return how many messages were sent
   */
  public int resendOldTasks(UUID jobId, Duration age) {
    return progress.resendOldTasks(jobId, age, queue);
  }

  /** Makes the step that is due in a job that nobody may be working on any more. */
  public void lookAfter(UUID jobId, Budget budget) {
    progress.advance(jobId, Task.Phase.CONDEMN, budget, queue);
  }

  /** Sends for all tasks of a job. */
  void sendForAll(Job job) {
    progress.sendAll(job, null, queue);
  }

  /** Whether a task is still to be done. */
  public boolean isOpen(UUID jobId, String taskId) {
    return records.taskExists(jobId, taskId);
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
  public boolean stall(UUID jobId, String taskId, String reason, Instant sentAt) {
    Predicate<Job> stalls =
        job ->
            !job.state().ended() && (job.retriedAt() == null || !sentAt.isBefore(job.retriedAt()));
    return records
        .update(
            jobId,
            job ->
                stalls.test(job)
                    ? job.withFailure("task " + taskId + ": " + reason).with(JobState.STALLED, null)
                    : job)
        .filter(job -> job.state() == JobState.STALLED)
        .isPresent();
  }

  /** What a delete would do that takes effect before its job is durable; for mutation tests. */
  void deleteRootFirst(Job job) {
    rules
        .own()
        .effects()
        .delete(
            job,
            records.unwritten(job.id(), new Task(Task.rootId(), new Task.Work.Root())),
            job.plural(),
            List.of(job.root()),
            new Budget(context.platform().clock(), Instant.MIN, 0),
            _ -> {});
  }
}
