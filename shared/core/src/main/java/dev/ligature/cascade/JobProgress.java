package dev.ligature.cascade;

import dev.ligature.bucket.JobState;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Protection;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.cascade.job.Totals;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Wounds;
import dev.ligature.cascade.plan.MarkRecords;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves a job along. There is no coordinator: whoever finishes a task looks whether it was the last
 * of its phase, and if so makes the next step, each of which is one conditional write that only one
 * can win. Safe for many threads, processes and machines.
 */
public final class JobProgress {

  private static final String NOT_DELETED =
      "the entity was not deleted by this job: another delete took it,"
          + " or it was no longer at the version named";

  private final CascadeContext context;
  private final JobRules rules;
  private final JobRecords records;
  private final OpenMarkers markers;
  private final Verdicts verdicts;
  private final Wounds wounds;

  /** Its parts are put together by the engine. */
  public JobProgress(
      JobRecords records, OpenMarkers markers, JobRules rules, Verdicts verdicts, Wounds wounds) {
    this.context = rules.own().context();
    this.records = records;
    this.markers = markers;
    this.rules = rules;
    this.verdicts = verdicts;
    this.wounds = wounds;
  }

  /** Whether a task still has a part in the job: others are left over from what was overtaken. */
  static boolean live(Job job, TaskId task) {
    return switch (task.phase()) {
      case CONDEMN, JUDGE -> job.state() == JobState.PLANNING && task.attempt() == job.attempt();
      case ROOT -> job.state() != JobState.COMPLETED;
      case DELETE -> job.state() == JobState.RUNNING;
    };
  }

  /**
   * Whether a task will never again have a part in the job. True for ever once it is, so it may be
   * judged by a job that was read a while ago; {@link #live} may not.
   */
  static boolean leftOver(Job job, TaskId task) {
    return switch (task.phase()) {
      case CONDEMN, JUDGE ->
          job.committed() || job.state().ended() || task.attempt() < job.attempt();
      case ROOT -> job.state() == JobState.COMPLETED;
      case DELETE -> job.state().ended();
    };
  }

  /**
   * Two planning jobs want one entity. The older wounds the younger: the younger's attempt goes up
   * by one write, so all its marks count for nothing and it starts again from its root. The younger
   * waits for the older, unless the older has stalled: then it wounds the older. So there is no
   * circle of waiting.
   *
   * @return whether the way is free, so that the caller may try again at once
   */
  boolean givesWay(Job mine, UUID otherId) {
    Optional<Job> found = records.read(otherId);
    if (found.isEmpty() || found.get().committed() || found.get().state().ended()) {
      return true;
    }
    Job other = found.get();
    boolean older = mine.id().toString().compareTo(otherId.toString()) < 0;
    if (!older && other.state() != JobState.STALLED) {
      return false;
    }
    wounds.wound(otherId, other.attempt(), null);
    return true;
  }

  /**
   * Makes the step that is due if no task of the present phase is left.
   *
   * @param ended phase of the task that has just ended: what it made due is queued
   */
  void advance(UUID jobId, TaskId.Phase ended, Budget budget, TaskQueue next) {
    Optional<Job> found = records.read(jobId);
    if (found.isEmpty() || found.get().state() == JobState.STALLED) {
      return;
    }
    Job job = found.get();
    Optional<TaskId> first = firstLiveTask(job);
    if (first.isEmpty()) {
      switch (job.state()) {
        case RUNNING -> complete(job, budget, next);
        case PLANNING, BLOCKED, CANCELLED, COMPLETED, STALLED -> {}
      }
      return;
    }
    TaskId.Phase phase = first.get().phase();
    if (phase == TaskId.Phase.JUDGE && ended == TaskId.Phase.CONDEMN) {
      sendAll(job, TaskId.Phase.JUDGE, next);
    } else if (phase == TaskId.Phase.ROOT) {
      Job decided = job.state() == JobState.PLANNING ? decide(job) : job;
      boolean due = decided.state() != JobState.PLANNING && ended.compareTo(TaskId.Phase.ROOT) < 0;
      if (due) {
        next.send(TaskMessage.of(jobId, first.get()), Duration.ZERO);
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
        job.attempt() == 1
            || rules.of(job).marks().takeBack(job, mark -> mark.attempt() != job.attempt(), budget);
    if (!clean || !records.removeAll(MarkRecords.folder(job.id()), budget)) {
      next.send(new TaskMessage.Watch(job.id()), Duration.ZERO);
      return;
    }
    Totals totals = rules.of(job).effect().finalTotals(job);
    Instant now = context.platform().clock().instant();
    Optional<Job> after =
        records.update(
            job.id(),
            current ->
                current.state() == JobState.RUNNING ? completed(current, totals, now) : current);
    if (after.filter(current -> current.state() == JobState.COMPLETED).isPresent()) {
      markers.close(job.id());
    }
  }

  private static Job completed(Job job, Totals totals, Instant now) {
    Job done = job.withTotals(totals).with(JobState.COMPLETED, now);
    return totals.rootDeleted() ? done : done.withFailure(NOT_DELETED);
  }

  /** The phase that a job is in: that of its first task. */
  Optional<TaskId.Phase> phaseOf(Job job) {
    return firstLiveTask(job).map(TaskId::phase);
  }

  private Optional<TaskId> firstLiveTask(Job job) {
    String startAfter = null;
    do {
      ObjectPage page = records.listTasks(job.id(), startAfter, 10);
      for (ListedObject object : page.objects()) {
        TaskId task = JobRecords.taskId(object);
        if (live(job, task)) {
          return Optional.of(task);
        }
        // What is neither belongs to an attempt that somebody is just about to announce.
        if (leftOver(job, task)) {
          records.removeTask(new TaskRef(job.id(), task));
        }
      }
      startAfter = page.next();
    } while (startAfter != null);
    return Optional.empty();
  }

  void sendAll(Job job, TaskId.@Nullable Phase phase, TaskQueue next) {
    records.eachPageOfTasks(
        job.id(),
        page ->
            next.sendAll(
                page.stream()
                    .map(JobRecords::taskId)
                    .filter(task -> phase == null || task.phase() == phase)
                    .map(task -> TaskMessage.of(job.id(), task))
                    .toList()));
  }

  /**
   * Re-queues the tasks that were written longer ago than {@code age}, by the store's clock.
   *
   * @return how many messages were sent
   */
  int requeueOldTasks(UUID jobId, Duration age, TaskQueue queue) {
    Instant before = context.store().time().minus(age);
    int[] sent = {0};
    records.eachPageOfTasks(
        jobId,
        page -> {
          List<TaskMessage> old =
              page.stream()
                  .filter(object -> !object.lastModified().isAfter(before))
                  .map(object -> TaskMessage.of(jobId, JobRecords.taskId(object)))
                  .toList();
          queue.sendAll(old);
          sent[0] += old.size();
        });
    return sent[0];
  }
}
