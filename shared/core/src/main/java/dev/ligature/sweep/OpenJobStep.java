package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.data.generation.OpenMarkers.Marker;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the jobs that have an open marker: re-queues the tasks of those that do not move,
 * makes the step that may be due, lets those give up that stalled before they decided, and fences
 * and clears up after jobs whose record never came to be. What it costs follows the jobs that have
 * not ended. The position is the last marker looked at.
 */
final class OpenJobStep implements SweepStep {

  /** Doublings beyond which every wait is the longest. */
  private static final int MOST_DOUBLINGS = 30;

  private final JobService jobs;
  private final CascadeWorker worker;
  private final OpenMarkers markers;

  OpenJobStep(JobService jobs, CascadeWorker worker, OpenMarkers markers) {
    this.jobs = jobs;
    this.worker = worker;
    this.markers = markers;
  }

  @Override
  public String name() {
    return "open";
  }

  @Override
  public Slice sweep(@Nullable String position, SweepRun run) {
    ObjectPage page = markers.list(position, run.settings().jobsPerSlice());
    String at = position;
    for (ListedObject marker : page.objects()) {
      if (run.budget().spent()) {
        return new Slice(at, false);
      }
      at = marker.key();
      // A younger one's caller or workers are at it, or another sweep has just looked.
      if (run.older(marker, run.settings().taskAge())) {
        lookAt(marker, run);
      }
    }
    return page.next() == null ? new Slice(null, true) : new Slice(page.next(), false);
  }

  private void lookAt(ListedObject marker, SweepRun run) {
    UUID jobId = Keys.lastId(marker.key());
    if (jobId == null) {
      run.reporting(Finding.UNDECLARED_OBJECT, marker.key());
      return;
    }
    try {
      // Before the look: a sweep that sleeps after it must not take for old what was young then.
      boolean wasOld = run.older(marker, run.settings().abandonedAge());
      Optional<Job> job = jobs.find(jobId);
      if (job.isEmpty()) {
        clearUp(jobId, marker, wasOld, run);
      } else if (job.get().state() == JobState.STALLED) {
        stalled(job.get(), run);
      } else {
        lookAfter(job.get(), marker, run);
      }
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
    }
  }

  /**
   * A job that has decided waits for a person. One that has not keeps what it condemned locked, for
   * a delete that nobody may want any more: after a while it gives up.
   */
  private void stalled(Job job, SweepRun run) {
    String key = Keys.jobRecord(job.id());
    if (job.committed() || !stalledFor(run.settings().planningPatience(), key, run)) {
      run.reporting(Finding.STALLED_JOB, key);
      return;
    }
    run.fixing(Finding.GIVEN_UP_JOB, key);
    if (!run.reportOnly()) {
      jobs.giveUp(job, run.settings().planningPatience());
    }
  }

  /** The record was last written when the job stalled. */
  private static boolean stalledFor(Duration patience, String record, SweepRun run) {
    return run.store().list(record, null, 1).objects().stream()
        .anyMatch(object -> run.older(object, patience));
  }

  private void lookAfter(Job job, ListedObject listed, SweepRun run) {
    List<ListedObject> tasks = tasks(job.id(), run);
    if (tasks.isEmpty()) {
      end(job, run);
      return;
    }
    Optional<Marker> marker = markers.read(job.id()).filter(m -> m.etag().equals(listed.etag()));
    if (marker.isEmpty()) {
      return;
    }
    if (!digest(tasks).equals(marker.get().seen())) {
      // It moves, or this is the first look.
      note(job, marker.get(), tasks, run);
    } else if (run.older(listed, pause(marker.get().resent(), run.settings()))) {
      sendAgain(job, marker.get(), tasks, run);
    }
  }

  private void note(Job job, Marker marker, List<ListedObject> tasks, SweepRun run) {
    if (!run.reportOnly()) {
      markers.note(job.id(), marker, digest(tasks), 0);
    }
  }

  /** Doubled each time: a queue that is only long must not grow by as much with every sweep. */
  private static Duration pause(int resent, SweepSettings settings) {
    Duration doubled = settings.taskAge().multipliedBy(1L << Math.min(resent, MOST_DOUBLINGS));
    Duration longest = settings.longestTaskAge();
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  private void sendAgain(Job job, Marker marker, List<ListedObject> tasks, SweepRun run) {
    // Of two sweeps at once only one sends.
    if (!run.reportOnly() && !markers.note(job.id(), marker, digest(tasks), marker.resent() + 1)) {
      return;
    }
    for (ListedObject task : tasks) {
      if (run.older(task, run.settings().taskAge())) {
        run.fixing(Finding.LOST_TASK, task.key());
      }
    }
    if (!run.reportOnly()) {
      worker.requeueOldTasks(job.id(), run.settings().taskAge());
    }
  }

  /**
   * No task is left: its last worker died before it made the last step, or before the marker went.
   */
  private void end(Job job, SweepRun run) {
    if (run.reportOnly()) {
      return;
    }
    if (job.state().ended()) {
      markers.close(job.id());
    } else {
      worker.lookAfter(job.id(), run.budget());
    }
  }

  private static boolean callerCannotWrite(ListedObject marker, boolean wasOld, SweepRun run) {
    return run.platform().steps().take(Step.MARKER_AGE_BEFORE_LOOK)
        ? wasOld
        : run.older(marker, run.settings().abandonedAge());
  }

  private static List<ListedObject> tasks(UUID jobId, SweepRun run) {
    return run.store().list(Keys.tasks(jobId), null, ObjectStore.MAX_BATCH).objects();
  }

  /** The first page is enough: whatever moves in a job ends a task of it, sooner or later. */
  private static String digest(List<ListedObject> tasks) {
    return Keys.digest(
        tasks.stream().map(task -> task.key() + task.etag()).collect(Collectors.joining(" ")));
  }

  /**
   * A caller writes the marker and the tasks before the record. If it died between, nobody will
   * ever ask for them. It may also only sleep, so the marker stays until it cannot write any more;
   * until then whatever it still writes is found here. The fence that keeps it from writing the
   * record late goes with the records of old jobs.
   *
   * @param wasOld whether the marker was so old before the record was looked for
   */
  private void clearUp(UUID jobId, ListedObject marker, boolean wasOld, SweepRun run) {
    List<ListedObject> tasks = tasks(jobId, run);
    if (!tasks.stream().allMatch(task -> run.older(task, run.settings().taskAge()))) {
      return;
    }
    if (!tasks.isEmpty()) {
      run.fixing(Finding.ABANDONED_JOB, Keys.job(jobId));
      if (!run.reportOnly()) {
        worker.fenceUnaccepted(jobId);
      }
    } else if (!run.reportOnly() && callerCannotWrite(marker, wasOld, run)) {
      markers.close(jobId);
    }
  }
}
