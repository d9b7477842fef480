package dev.ligature.sweep;

import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a job that has not ended may explain what looks broken. */
final class JobsUnderWay {

  private final JobService jobs;

  JobsUnderWay(JobService jobs) {
    this.jobs = jobs;
  }

  /**
   * Whether any job has not ended. Requests: a LIST and a GET for each job looked at.
   *
   * @param behind only jobs behind this one; {@code null} for all
   * @param limit jobs to look at; if there are more, the answer is yes, for there may be
   */
  boolean any(@Nullable UUID behind, int limit) {
    UUID at = behind;
    for (int i = 0; i < limit; i++) {
      Optional<UUID> next = jobs.jobAfter(at);
      if (next.isEmpty()) {
        return false;
      }
      at = next.get();
      Optional<Job> job = jobs.find(at);
      if (job.isPresent() && !job.get().state().ended()) {
        return true;
      }
    }
    return jobs.jobAfter(at).isPresent();
  }
}
