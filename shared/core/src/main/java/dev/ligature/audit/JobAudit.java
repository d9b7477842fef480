package dev.ligature.audit;

import dev.ligature.bucket.Keys;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.store.ListedObject;
import java.util.Optional;
import java.util.UUID;

/** Jobs that have not ended, tasks that nobody will do, and what never became a job. */
final class JobAudit {

  private final AuditRun run;
  private final JobService jobs;
  private boolean underWay;

  JobAudit(AuditRun run, JobService jobs) {
    this.run = run;
    this.jobs = jobs;
  }

  /** Looks at every job; true if one has not ended. */
  boolean all() {
    Optional<UUID> next = jobs.jobAfter(null);
    while (next.isPresent()) {
      UUID jobId = next.get();
      run.reading(() -> look(jobId));
      next = jobs.jobAfter(jobId);
    }
    run.eachPage(Keys.open(), markers -> run.eachReading(markers, this::lookAtMarker));
    return underWay;
  }

  private void look(UUID jobId) {
    Optional<Job> job = jobs.find(jobId);
    if (job.isEmpty()) {
      // Where its record would be there may be a fence by now; it is the tasks that must go.
      if (hasTasks(jobId)) {
        run.find(AuditFinding.ABANDONED_JOB, Keys.job(jobId));
      }
      return;
    }
    if (!job.get().state().ended()) {
      underWay = true;
      run.find(AuditFinding.UNFINISHED_JOB, Keys.jobRecord(jobId) + " " + job.get().state().text());
      lookForMarker(jobId);
      return;
    }
    run.eachPage(
        Keys.tasks(jobId),
        page -> page.forEach(task -> run.find(AuditFinding.LEFTOVER_TASK, task.key())));
  }

  private boolean hasTasks(UUID jobId) {
    return !run.store.list(Keys.tasks(jobId), null, 1).objects().isEmpty();
  }

  /** The marker goes when the job has ended, so a job without one is looked at again. */
  private void lookForMarker(UUID jobId) {
    if (run.store.get(Keys.open(jobId)).isEmpty()
        && jobs.find(jobId).filter(job -> !job.state().ended()).isPresent()) {
      run.find(AuditFinding.JOB_WITHOUT_MARKER, Keys.jobRecord(jobId));
    }
  }

  private void lookAtMarker(ListedObject marker) {
    UUID jobId = Keys.lastId(marker.key());
    if (jobId == null) {
      run.find(AuditFinding.UNDECLARED_OBJECT, marker.key());
      return;
    }
    Optional<Job> job = jobs.find(jobId);
    if (job.isEmpty() && !hasTasks(jobId)) {
      run.find(AuditFinding.ABANDONED_JOB, marker.key());
    } else if (job.isPresent() && job.get().state().ended()) {
      run.find(AuditFinding.LEFTOVER_MARKER, marker.key());
    }
  }
}
