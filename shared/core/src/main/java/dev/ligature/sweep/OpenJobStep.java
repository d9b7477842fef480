package dev.ligature.sweep;

import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.OpenMarkers;
import dev.ligature.data.entity.CorruptObjectException;
import dev.ligature.data.entity.JobState;
import dev.ligature.data.entity.Keys;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the jobs that have an open marker: sends again for tasks that have been lying too
 * long, makes the step that may be due, and fences and clears up after jobs whose record never came
 * to be. What it costs follows the jobs that have not ended. The position is the last marker looked
 * at.
 */
final class OpenJobStep implements SweepStep {

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
      // A younger one's caller or workers are at it.
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
      Optional<Job> job = jobs.find(jobId);
      if (job.isPresent()) {
        lookAfter(job.get(), run);
      } else {
        clearUp(jobId, marker, run);
      }
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
    }
  }

  private void lookAfter(Job job, SweepRun run) {
    if (job.state() == JobState.STALLED) {
      run.reporting(Finding.STALLED_JOB, Keys.jobRecord(job.id()));
      return;
    }
    // Refused and cancelled jobs have a last task too: it takes back their marks.
    List<ListedObject> tasks = tasks(job.id(), run);
    for (ListedObject task : tasks) {
      if (run.older(task, run.settings().taskAge())) {
        run.mending(Finding.LOST_TASK, task.key());
      }
    }
    if (run.reportOnly()) {
      return;
    }
    if (tasks.isEmpty() && job.state().ended()) {
      // Whoever ended it died before the marker went.
      markers.close(job.id());
      return;
    }
    worker.resendOldTasks(job.id(), run.settings().taskAge());
    worker.lookAfter(job.id(), run.budget());
  }

  private static List<ListedObject> tasks(UUID jobId, SweepRun run) {
    return run.store().list(Keys.tasks(jobId), null, ObjectStore.MAX_BATCH).objects();
  }

  /**
   * A caller writes the marker and the tasks before the record. If it died between, nobody will
   * ever ask for them. It may also only sleep, so the marker stays until it cannot write any more;
   * until then whatever it still writes is found here. The fence that keeps it from writing the
   * record late goes with the records of old jobs.
   */
  private void clearUp(UUID jobId, ListedObject marker, SweepRun run) {
    List<ListedObject> tasks = tasks(jobId, run);
    if (!tasks.stream().allMatch(task -> run.older(task, run.settings().taskAge()))) {
      return;
    }
    if (!tasks.isEmpty()) {
      run.mending(Finding.ABANDONED_JOB, Keys.job(jobId));
      if (!run.reportOnly()) {
        worker.abandon(jobId);
      }
    } else if (run.older(marker, run.settings().abandonedAge()) && !run.reportOnly()) {
      markers.close(jobId);
    }
  }
}
