package dev.ligature.sweep;

import dev.ligature.bucket.Marks;
import dev.ligature.cascade.job.Budget;
import dev.ligature.schema.Schema;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.time.Duration;
import java.time.Instant;

/**
 * What the steps of one sweep share.
 *
 * @param schema the models
 * @param store the bucket
 * @param platform time, ids, parallel steps
 * @param settings limits
 * @param reportOnly whether nothing may be written
 * @param whole whether every step goes to its end, whenever it last did
 * @param budget when to stop
 * @param tallies what is found
 */
record SweepRun(
    Schema schema,
    ObjectStore store,
    Platform platform,
    SweepSettings settings,
    boolean reportOnly,
    boolean whole,
    Budget budget,
    Tallies tallies) {

  /** Judges marks, and tells of jobs under way. */
  Marks marks() {
    return new Marks(store, platform);
  }

  /**
   * The store's time. A machine whose clock is a day ahead would take every fence for expired; what
   * lies in the bucket is dated by the store, so its age is judged by the store too.
   */
  Instant now() {
    return store.time();
  }

  boolean older(ListedObject object, Duration age) {
    return older(object.lastModified(), age);
  }

  boolean older(Instant moment, Duration age) {
    return !moment.plus(age).isAfter(now());
  }

  /** Counts something that this run puts in order, or would. */
  void fixing(Finding finding, String key) {
    tallies.add(finding, key, !reportOnly);
  }

  /** Counts something that it only reports. */
  void reporting(Finding finding, String key) {
    tallies.add(finding, key, false);
  }
}
