package dev.ligature.audit;

import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.data.entity.Keys;
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
    return underWay;
  }

  private void look(UUID jobId) {
    Optional<Job> job = jobs.find(jobId);
    if (job.isEmpty()) {
      // Where its record would be there may be a fence by now; it is the tasks that must go.
      if (!run.store.list(Keys.tasks(jobId), null, 1).objects().isEmpty()) {
        run.find(AuditFinding.ABANDONED_JOB, Keys.job(jobId));
      }
      return;
    }
    if (!job.get().state().ended()) {
      underWay = true;
      run.find(AuditFinding.UNFINISHED_JOB, Keys.jobRecord(jobId) + " " + job.get().state().text());
      return;
    }
    run.eachPage(
        Keys.tasks(jobId),
        page -> page.forEach(task -> run.find(AuditFinding.LEFTOVER_TASK, task.key())));
  }
}
