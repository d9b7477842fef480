package dev.ligature.simulation.world;

/** What waits for a mend of core, and is switched on together with it. */
final class Awaited {

  /**
   * Clients send DELETE If-Match. Without the mend a planned one hides entities until its record
   * expires: its root changes after it was condemned, and the job completes without deleting it.
   */
  static final boolean DELETE_IF_MATCH = true;

  /** A replayed create shows only what is there. Without the mend it shows what a job has taken. */
  static final boolean REPLAYS_JUDGED = true;

  /**
   * A mark of a job that has completed counts for nothing. Without the mend it still hides its
   * entity.
   */
  static final boolean COMPLETED_IS_NO_MARK = true;

  /** A key set to null on an entity that lives on is counted. Without the mend it may be lost. */
  static final boolean NULLINGS_EXACT = true;

  private Awaited() {}
}
