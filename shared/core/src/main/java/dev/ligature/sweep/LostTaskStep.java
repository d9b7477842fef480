package dev.ligature.sweep;

import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.data.entity.CorruptObjectException;
import dev.ligature.data.entity.JobState;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends again for tasks that have been lying too long, makes the step that may be due in a job, and
 * fences and clears up after jobs whose record never came to be.
 *
 * <p>Ids of jobs grow with time. Behind all jobs that have ended for good stands a watermark, so
 * what this costs follows the jobs since then, and not all that are kept. The position is {@code
 * watermark/last}: the circle goes from the watermark to the youngest job.
 */
final class LostTaskStep implements SweepStep {

  private final JobService jobs;
  private final CascadeWorker worker;

  LostTaskStep(JobService jobs, CascadeWorker worker) {
    this.jobs = jobs;
    this.worker = worker;
  }

  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public Slice sweep(@Nullable String position, SweepRun run) {
    String[] parts = (position == null ? "/" : position).split("/", -1);
    UUID watermark = Json.uuidOrNull(parts[0]);
    UUID last = parts.length > 1 ? Json.uuidOrNull(parts[1]) : null;
    boolean contiguous = last == null;
    UUID at = last == null ? watermark : last;
    for (int seen = 0; seen < run.settings().jobsPerSlice(); seen++) {
      if (seen > 0 && run.budget().spent()) {
        break;
      }
      Optional<UUID> next = jobs.jobAfter(at);
      if (next.isEmpty()) {
        return new Slice(watermark == null ? null : watermark + "/", true);
      }
      at = next.get();
      contiguous &= isOver(at, run);
      if (contiguous) {
        watermark = at;
      }
    }
    // While everything behind has ended, the watermark itself tells where to go on.
    String from = watermark == null ? "" : watermark.toString();
    return new Slice(from + "/" + (contiguous ? "" : at), false);
  }

  /** Whether nothing will ever have to be done for this job again. What cannot be read is told. */
  private boolean isOver(UUID jobId, SweepRun run) {
    try {
      return lookAt(jobId, run);
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
      return false;
    }
  }

  private boolean lookAt(UUID jobId, SweepRun run) {
    Optional<Job> found = jobs.find(jobId);
    if (found.isEmpty()) {
      return clearUp(jobId, run);
    }
    Job job = found.get();
    if (job.state() == JobState.STALLED) {
      run.reporting(Finding.STALLED_JOB, Keys.jobRecord(jobId));
      return false;
    }
    if (job.state() == JobState.COMPLETED) {
      return run.older(job.createdAt(), run.settings().abandonedAge());
    }
    if (!run.older(job.createdAt(), run.settings().taskAge())) {
      return false;
    }
    // Refused and cancelled jobs have a last task too: it takes back their marks.
    boolean any = countOldTasks(jobId, run);
    if (!run.reportOnly()) {
      worker.resendOldTasks(jobId, run.settings().taskAge());
      worker.lookAfter(jobId, run.budget());
    }
    return job.state().ended() && !any && run.older(job.createdAt(), run.settings().abandonedAge());
  }

  /** Counts the tasks that are lost; true if there is any task at all. */
  private static boolean countOldTasks(UUID jobId, SweepRun run) {
    ObjectPage page = run.store().list(Keys.tasks(jobId), null, ObjectStore.MAX_BATCH);
    for (ListedObject task : page.objects()) {
      if (run.older(task, run.settings().taskAge())) {
        run.mending(Finding.LOST_TASK, task.key());
      }
    }
    return !page.objects().isEmpty();
  }

  /**
   * A caller writes the tasks before the record. If it died between, nobody will ever ask for them.
   * The fence that keeps it from writing the record late goes with the records of old jobs.
   */
  private boolean clearUp(UUID jobId, SweepRun run) {
    ObjectPage page = run.store().list(Keys.tasks(jobId), null, ObjectStore.MAX_BATCH);
    if (!page.objects().stream().allMatch(o -> run.older(o, run.settings().taskAge()))) {
      return false;
    }
    if (!page.objects().isEmpty()) {
      run.mending(Finding.ABANDONED_JOB, Keys.job(jobId));
      if (!run.reportOnly()) {
        worker.abandon(jobId);
      }
    }
    return page.objects().isEmpty();
  }
}
