package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.store.ListedObject;
import dev.ligature.store.Step;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ended jobs beyond their retention, with their journals, and fences of jobs that never came to be.
 *
 * <p>Ids grow with time, so the circle ends at the first whose id is younger than the retention.
 * That only bounds the walk: an id is as wrong as the clock that it was made by. What goes is
 * judged by when its record was last written, by the store's clock.
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
    // A position that names no job is nobody's word: begin anew.
    UUID at = position == null ? null : Json.uuidOrNull(position);
    for (int seen = 0; seen < run.settings().jobsPerSlice(); seen++) {
      if (seen > 0 && run.budget().spent()) {
        break;
      }
      Optional<JobService.Place> next = jobs.placeAfter(at);
      if (next.isEmpty() || younger(next.get().jobId(), run)) {
        return new Slice(null, true);
      }
      if (!lookAt(next.get(), run)) {
        break;
      }
      at = next.get().jobId();
    }
    return new Slice(at == null ? null : at.toString(), false);
  }

  /** By the time in its id: 48 bits of milliseconds. */
  private static boolean younger(UUID jobId, SweepRun run) {
    Instant created = Instant.ofEpochMilli(jobId.getMostSignificantBits() >>> 16);
    return !run.older(created, run.settings().jobRetention());
  }

  /** False if the budget was spent before it was done. */
  private boolean lookAt(JobService.Place place, SweepRun run) {
    if (!old(place.first(), run) || !expired(place.jobId(), run)) {
      return true;
    }
    run.fixing(Finding.EXPIRED_JOB, Keys.job(place.jobId()));
    return run.reportOnly() || JobFolder.remove(place.jobId(), run);
  }

  /**
   * However old the id, the caller of the job may be just about to write the record, and to be told
   * that its delete is accepted. The record sorts before everything else of a job. Where there is
   * none, the first object is a task that the caller wrote, and after so long it writes no record.
   */
  private static boolean old(ListedObject first, SweepRun run) {
    if (!run.platform().steps().take(Step.EXPIRY_BY_STORED_AGE)) {
      return true;
    }
    return run.older(first, run.settings().jobRetention())
        && run.older(first, run.settings().abandonedAge());
  }

  private boolean expired(UUID jobId, SweepRun run) {
    try {
      return jobs.find(jobId).map(Job::state).filter(state -> !state.ended()).isEmpty();
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
      return false;
    }
  }
}
