package dev.ligature.sweep;

import dev.ligature.bucket.Keys;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import java.util.List;
import java.util.UUID;

/** Everything that lies under a job. */
final class JobFolder {

  private JobFolder() {}

  /**
   * Removes all of it, the record last: while the record stands, the next sweep finds the rest.
   *
   * @return false if the budget was spent before it was done
   */
  static boolean remove(UUID jobId, SweepRun run) {
    String record = Keys.jobRecord(jobId);
    String after = null;
    do {
      ObjectPage page = run.store().list(Keys.job(jobId), after, ObjectStore.MAX_BATCH);
      List<Deletion> deletions =
          page.objects().stream()
              .map(ListedObject::key)
              .filter(key -> !key.equals(record))
              .map(Deletion::of)
              .toList();
      if (!deletions.isEmpty()) {
        run.store().deleteAll(deletions);
      }
      after = page.next();
      if (after != null && run.budget().spent()) {
        return false;
      }
    } while (after != null);
    run.store().delete(record, Precondition.none());
    return true;
  }
}
