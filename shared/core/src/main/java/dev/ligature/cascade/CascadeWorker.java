package dev.ligature.cascade;

import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.Protection;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.cascade.job.Totals;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Victim;
import dev.ligature.cascade.plan.DecidingModels;
import dev.ligature.cascade.plan.MarkRecords;
import dev.ligature.cascade.plan.Planning;
import dev.ligature.cascade.process.CascadeContext;
import dev.ligature.cascade.process.Effects;
import dev.ligature.cascade.process.FollowUps;
import dev.ligature.data.entity.JobState;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.Schema;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
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
import org.jspecify.annotations.Nullable;

/**
 * Works on tasks and moves jobs along. There is no coordinator: whoever finishes a task looks
 * whether it was the last of its phase, and if so makes the next step, each of which is one
 * conditional write that only one can win. Safe for many threads, processes and machines.
 *
 * <p>A {@link StoreException} out of any method means: this message should come again.
 */
public final class CascadeWorker {

  /** In place of a task's id: look after the job as a whole, its caller may have died. */
  public static final String WATCH = "watch";

  /** Times that a planning task tries again at once after it made a younger job give way. */
  private static final int MAX_MEETINGS = 20;

  private final CascadeContext context;
  private final CascadeSettings settings;
  private final JobRecords records;
  private final Journal journal;
  private final MarkRecords marks;
  private final Verdicts verdicts;
  private final Effects effects;
  private final Planning planning;
  private final TaskQueue queue;

  /** Works on the jobs of this store; tells of new tasks through {@code queue}. */
  public CascadeWorker(
      Schema schema,
      ObjectStore store,
      Platform platform,
      TaskQueue queue,
      CascadeSettings settings) {
    this.context =
        CascadeContext.of(schema, store, platform, settings.taskSize(), settings.pageSize());
    this.settings = settings;
    this.records = new JobRecords(store, platform);
    this.journal = new Journal(store, platform);
    this.marks = new MarkRecords(context);
    this.verdicts = new Verdicts(store, platform);
    this.effects = new Effects(context, journal);
    this.planning = new Planning(context, new DecidingModels(schema), marks, verdicts);
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
    Optional<Task> task = records.readTask(jobId, taskId);
    Optional<Job> found = records.read(jobId);
    if (found.isEmpty() || found.get().state() == JobState.STALLED) {
      return;
    }
    Job job = found.get();
    if (task.isEmpty()) {
      // Done by an earlier delivery, which may have died before it looked whether the job can go
      // on.
      if (context.take(Step.CHECK_END_ON_REDELIVERY)) {
        advance(jobId, Task.phaseOf(taskId), budget, next);
      }
      return;
    }
    if (!live(job, taskId)) {
      if (leftOver(job, taskId)) {
        records.removeTask(jobId, taskId);
      }
      advance(jobId, Task.phaseOf(taskId), budget, next);
      return;
    }
    switch (task.get().work()) {
      case Task.Work.Root() -> root(job, taskId, budget, next);
      case Task.Work.Delete(String plural, List<Victim> victims) -> {
        FollowUps followUps = followUps(job, taskId, next);
        effects.delete(job, taskId, plural, victims, budget, followUps);
        finish(job, taskId, followUps, budget, next);
      }
      case Task.Work.Condemn condemn -> condemn(job, taskId, condemn, budget, next);
      case Task.Work.Judge judge -> {
        // A message that was sent again by the clock may come too early: who is in the delete set
        // is known only when all are condemned. Whoever ends that phase sends for this task anew.
        if (firstLiveTask(job).filter(t -> Task.phaseOf(t) == Task.Phase.CONDEMN).isPresent()) {
          return;
        }
        planning.judge(job, taskId, judge);
        finish(job, taskId, followUps(job, taskId, next), budget, next);
      }
      case Task.Work.Expand expand -> {
        FollowUps followUps = followUps(job, taskId, next);
        if (job.state() == JobState.PLANNING) {
          planning.expand(job, taskId, expand, budget, followUps);
        } else {
          effects.expand(job, taskId, expand, budget, followUps);
        }
        finish(job, taskId, followUps, budget, next);
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
    resendOldTasks(jobId, settings.safetyNet().dividedBy(2));
    advance(jobId, Task.Phase.CONDEMN, budget, next);
  }

  /**
   * Clears up after a caller that died between the tasks and the record of its job. It may also
   * only sleep: so first a fence, that it fails when it wakes, and only then the tasks go.
   */
  public void abandon(UUID jobId) {
    if (context.take(Step.FENCE_JOB) && !records.fence(jobId)) {
      return;
    }
    records.eachPageOfTasks(
        jobId, page -> context.remove(page.stream().map(ListedObject::key).toList()));
  }

  /** Whether a task still has a part in the job: others are left over from what was overtaken. */
  private static boolean live(Job job, String taskId) {
    return switch (Task.phaseOf(taskId)) {
      case CONDEMN, JUDGE ->
          job.state() == JobState.PLANNING && Task.attemptOf(taskId) == job.attempt();
      case ROOT -> job.state() != JobState.COMPLETED;
      case DELETE -> job.state() == JobState.RUNNING;
    };
  }

  /**
   * Whether a task will never again have a part in the job. True for ever once it is, so it may be
   * judged by a job that was read a while ago; {@link #live} may not.
   */
  private static boolean leftOver(Job job, String taskId) {
    return switch (Task.phaseOf(taskId)) {
      case CONDEMN, JUDGE ->
          job.committed() || job.state().ended() || Task.attemptOf(taskId) < job.attempt();
      case ROOT -> job.state() == JobState.COMPLETED;
      case DELETE -> job.state().ended();
    };
  }

  private void root(Job job, String taskId, Budget budget, TaskQueue next) {
    switch (job.state()) {
      case PLANNING -> advance(job.id(), Task.Phase.JUDGE, budget, next);
      case RUNNING -> {
        FollowUps followUps = followUps(job, taskId, next);
        effects.delete(job, taskId, job.plural(), List.of(job.root()), budget, followUps);
        finish(job, taskId, followUps, budget, next);
      }
      case BLOCKED, CANCELLED -> {
        // A refused job leaves no trace but its record.
        if (marks.takeBack(job, _ -> true, budget)
            && records.removeAll(Verdicts.folder(job.id()), budget)) {
          removeLeftOver(job, taskId);
          records.removeTask(job.id(), taskId);
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
      Job job, String taskId, Task.Work.Condemn work, Budget budget, TaskQueue next) {
    FollowUps followUps = followUps(job, taskId, next);
    for (int meeting = 0; meeting < MAX_MEETINGS; meeting++) {
      switch (planning.condemn(job, taskId, work, budget, followUps)) {
        case Planning.Outcome.Done() -> {
          finish(job, taskId, followUps, budget, next);
          return;
        }
        case Planning.Outcome.Meets(Set<UUID> others) -> {
          boolean allGiveWay = true;
          for (UUID other : others) {
            allGiveWay &= givesWay(job, other, next);
          }
          if (!allGiveWay) {
            next.send(job.id(), taskId, settings.meetingDelay());
            return;
          }
        }
      }
    }
    next.send(job.id(), taskId, settings.meetingDelay());
  }

  /**
   * Two planning jobs want one entity. The older wounds the younger: the younger's attempt goes up
   * by one write, so all its marks count for nothing and it starts again from its root. The younger
   * waits for the older. So there is no circle of waiting, and the oldest job always gets on.
   *
   * @return whether the way is free, so that the caller may try again at once
   */
  private boolean givesWay(Job mine, UUID otherId, TaskQueue next) {
    Optional<Job> found = records.read(otherId);
    if (found.isEmpty() || found.get().committed() || found.get().state().ended()) {
      return true;
    }
    Job other = found.get();
    boolean older = mine.id().toString().compareTo(otherId.toString()) < 0;
    if (!older && other.state() != JobState.STALLED) {
      return false;
    }
    String restartId = Task.id(Task.Phase.CONDEMN, other.attempt() + 1, new UUID(0, 0));
    records.write(
        otherId, new Task(restartId, new Task.Work.Condemn(other.plural(), List.of(other.root()))));
    // Twice: word that comes before the attempt begins is not heeded, and this worker may die
    // between the write and the word that would be.
    next.send(otherId, restartId, settings.meetingDelay());
    records.update(
        otherId,
        now ->
            now.attempt() == other.attempt() && !now.committed() && !now.state().ended()
                ? now.withNextAttempt()
                : now);
    next.send(otherId, restartId, settings.meetingDelay());
    return true;
  }

  /** Ends a task whose follow-ups all stand, and makes the step that is then due. */
  private void finish(Job job, String taskId, FollowUps followUps, Budget budget, TaskQueue next) {
    records.removeTask(job.id(), taskId);
    // Follow-ups that were sent for may all have ended by now, and have seen this task's record; so
    // this one looks, too. Only those that the caller keeps for itself are surely still to come.
    boolean othersLookLater =
        followUps.sent()
            && (next instanceof InlineQueue || !context.take(Step.LOOK_AFTER_FOLLOW_UPS));
    if (!othersLookLater) {
      advance(job.id(), Task.phaseOf(taskId), budget, next);
    }
  }

  /**
   * Makes the step that is due if no task of the present phase is left.
   *
   * @param ended phase of the task that has just ended: what it made due is sent for
   */
  void advance(UUID jobId, Task.Phase ended, Budget budget, TaskQueue next) {
    Optional<Job> found = records.read(jobId);
    if (found.isEmpty() || found.get().state() == JobState.STALLED) {
      return;
    }
    Job job = found.get();
    Optional<String> first = firstLiveTask(job);
    if (first.isEmpty()) {
      switch (job.state()) {
        case RUNNING -> complete(job, budget, next);
        case PLANNING, BLOCKED, CANCELLED, COMPLETED, STALLED -> {}
      }
      return;
    }
    Task.Phase phase = Task.phaseOf(first.get());
    if (phase == Task.Phase.JUDGE && ended == Task.Phase.CONDEMN) {
      sendAll(job, Task.Phase.JUDGE, next);
    } else if (phase == Task.Phase.ROOT) {
      Job decided = job.state() == JobState.PLANNING ? decide(job) : job;
      boolean due = decided.state() != JobState.PLANNING && ended.compareTo(Task.Phase.ROOT) < 0;
      if (due) {
        next.send(jobId, first.get(), Duration.ZERO);
      }
    }
  }

  /** The commit point: one conditional write of the job's record. */
  private Job decide(Job job) {
    List<Protection> against = verdicts.of(job);
    Instant now = context.platform().clock().instant();
    return records
        .update(
            job.id(),
            current -> {
              if (current.state() != JobState.PLANNING || current.attempt() != job.attempt()) {
                return current;
              }
              return against.isEmpty()
                  ? current.with(JobState.RUNNING, null)
                  : current.withProtections(against).with(JobState.BLOCKED, now);
            })
        .orElse(job);
  }

  private void complete(Job job, Budget budget, TaskQueue next) {
    // Marks of attempts that had to give way may stand on entities that this job did not delete.
    boolean clean =
        job.attempt() == 1 || marks.takeBack(job, mark -> mark.attempt() != job.attempt(), budget);
    if (!clean || !records.removeAll(MarkRecords.folder(job.id()), budget)) {
      next.send(job.id(), WATCH, Duration.ZERO);
      return;
    }
    Totals totals = effects.finalTotals(job);
    Instant now = context.platform().clock().instant();
    records.update(
        job.id(),
        current ->
            current.state() == JobState.RUNNING
                ? current.withTotals(totals).with(JobState.COMPLETED, now)
                : current);
  }

  private Optional<String> firstLiveTask(Job job) {
    String startAfter = null;
    do {
      ObjectPage page = records.listTasks(job.id(), startAfter, 10);
      for (ListedObject object : page.objects()) {
        String taskId = JobRecords.taskId(object.key());
        if (live(job, taskId)) {
          return Optional.of(taskId);
        }
        // What is neither belongs to an attempt that somebody is just about to announce.
        if (leftOver(job, taskId)) {
          records.removeTask(job.id(), taskId);
        }
      }
      startAfter = page.next();
    } while (startAfter != null);
    return Optional.empty();
  }

  private void sendAll(Job job, Task.@Nullable Phase phase, TaskQueue next) {
    records.eachPageOfTasks(
        job.id(),
        page ->
            next.sendAll(
                job.id(),
                page.stream()
                    .map(object -> JobRecords.taskId(object.key()))
                    .filter(taskId -> phase == null || Task.phaseOf(taskId) == phase)
                    .toList()));
  }

  /**
   * Sends again the messages of tasks that have been lying too long, and makes the step that may be
   * due.
   *
   * @return how many messages were sent
   */
  public int resendOldTasks(UUID jobId, Duration age) {
    Instant before = context.platform().clock().instant().minus(age);
    int[] sent = {0};
    records.eachPageOfTasks(
        jobId,
        page -> {
          List<String> old =
              page.stream()
                  .filter(object -> !object.lastModified().isAfter(before))
                  .map(object -> JobRecords.taskId(object.key()))
                  .toList();
          queue.sendAll(jobId, old);
          sent[0] += old.size();
        });
    return sent[0];
  }

  /** Makes the step that is due in a job that nobody may be working on any more. */
  public void lookAfter(UUID jobId, Budget budget) {
    advance(jobId, Task.Phase.CONDEMN, budget, queue);
  }

  /** Sends for all tasks of a job. */
  void sendForAll(Job job) {
    sendAll(job, null, queue);
  }

  /**
   * A task failed for the last time: its job stalls, visibly, until somebody retries it.
   *
   * @param reason for a person
   */
  public void stall(UUID jobId, String taskId, String reason) {
    if (!records.taskExists(jobId, taskId)) {
      return; // Done by another delivery.
    }
    records.update(
        jobId,
        job ->
            job.state().ended()
                ? job
                : job.withFailure("task " + taskId + ": " + reason).with(JobState.STALLED, null));
  }

  /** What a delete would do that takes effect before its job is durable; for mutation tests. */
  void deleteRootFirst(Job job) {
    effects.delete(
        job,
        Task.rootId(),
        job.plural(),
        List.of(job.root()),
        new Budget(context.platform().clock(), Instant.MIN, 0),
        _ -> {});
  }

  /** Whether a delete of this model must be planned before it commits. */
  static boolean mustPlan(Schema schema, String model) {
    return new DecidingModels(schema).decides(model)
        && schema.model(model).orElseThrow().referencedBy().stream()
            .anyMatch(CascadeWorker::mayRefuse);
  }

  private static boolean mayRefuse(ForeignKeyConstraint constraint) {
    return switch (constraint.onDelete()) {
      case CASCADE, PROTECT, RESTRICT -> true;
      case SET_NULL, DO_NOTHING -> false;
    };
  }
}
