package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.JobService;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import java.util.UUID;

/** Whether a job that has not ended may explain what looks broken. */
final class JobsUnderWay {

  private final JobService jobs;
  private final OpenMarkers markers;

  JobsUnderWay(JobService jobs, OpenMarkers markers) {
    this.jobs = jobs;
    this.markers = markers;
  }

  /**
   * Whether any job has not ended. Requests: one LIST, and a GET for each open marker.
   *
   * @param limit markers to look at, at most a page; if there are more, the answer is yes, for
   *     there may be
   */
  boolean any(int limit) {
    ObjectPage page = markers.list(null, limit);
    return page.next() != null || page.objects().stream().anyMatch(this::underWay);
  }

  private boolean underWay(ListedObject marker) {
    UUID jobId = Keys.lastId(marker.key());
    try {
      return jobId != null && jobs.find(jobId).filter(job -> !job.state().ended()).isPresent();
    } catch (CorruptObjectException e) {
      // It may not have ended. The step that looks after open jobs names it.
      return true;
    }
  }
}
