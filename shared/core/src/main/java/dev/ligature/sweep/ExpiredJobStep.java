package dev.ligature.sweep;

import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.data.entity.CorruptObjectException;
import dev.ligature.data.entity.Keys;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ended jobs beyond their retention, with their journals, and fences of jobs that never came to be.
 * Ids grow with time, so the circle ends at the first job that is younger than the retention.
 */
final class ExpiredJobStep implements SweepStep {

  private final JobService jobs;

  ExpiredJobStep(JobService jobs) {
    this.jobs = jobs;
  }

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public Slice sweep(@Nullable String position, SweepRun run) {
    UUID at = position == null ? null : UUID.fromString(position);
    for (int seen = 0; seen < run.settings().jobsPerSlice(); seen++) {
      if (seen > 0 && run.budget().spent()) {
        break;
      }
      Optional<UUID> next = jobs.jobAfter(at);
      if (next.isEmpty() || younger(next.get(), run)) {
        return new Slice(null, true);
      }
      if (!lookAt(next.get(), run)) {
        break;
      }
      at = next.get();
    }
    return new Slice(at == null ? null : at.toString(), false);
  }

  /** By the time in its id: 48 bits of milliseconds. */
  private static boolean younger(UUID jobId, SweepRun run) {
    Instant created = Instant.ofEpochMilli(jobId.getMostSignificantBits() >>> 16);
    return !run.older(created, run.settings().jobRetention());
  }

  private static boolean expired(Job job, SweepRun run) {
    Instant ended = job.endedAt();
    return job.state().ended() && ended != null && run.older(ended, run.settings().jobRetention());
  }

  /** False if the budget was spent before it was done. */
  private boolean lookAt(UUID jobId, SweepRun run) {
    Optional<Job> found;
    try {
      found = jobs.find(jobId);
    } catch (CorruptObjectException e) {
      // Reported by the step that looks for lost tasks.
      return true;
    }
    if (found.isPresent() && !expired(found.get(), run)) {
      return true;
    }
    run.mending(Finding.EXPIRED_JOB, Keys.job(jobId));
    return run.reportOnly() || JobFolder.remove(jobId, run);
  }
}
