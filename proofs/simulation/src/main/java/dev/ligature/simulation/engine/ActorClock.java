package dev.ligature.simulation.engine;

/**
 * The clock of one actor's machine: so far off the true time, and from a moment of its life on so
 * far. It knows the store's time only from the store's answers, as {@code StoreClock} does.
 */
final class ActorClock {

  /** Differences below this are none: an answer tells whole seconds, and takes its time. */
  private static final long RESOLUTION_MILLIS = 2_000;

  private long off;
  private long stepAfter;
  private final long stepTo;
  private long ahead;

  /**
   * @param off milliseconds by which it is ahead of the true time
   * @param stepAfter milliseconds of the actor's life after which it steps
   * @param stepTo milliseconds by which it is ahead from then on
   */
  ActorClock(long off, long stepAfter, long stepTo) {
    this.off = off;
    this.stepAfter = stepAfter;
    this.stepTo = stepTo;
  }

  /** A clock that is right. */
  static ActorClock right() {
    return new ActorClock(0, Long.MAX_VALUE, 0);
  }

  /**
   * What it shows.
   *
   * @param now the true time
   * @param age how long the actor has lived
   */
  long show(long now, long age) {
    if (age >= stepAfter) {
      off = stepTo;
      stepAfter = Long.MAX_VALUE;
    }
    return now + off;
  }

  /** The machine slept, and its clock stood still. */
  void stoodStill(long millis) {
    off -= millis;
  }

  /** An answer of the store told its time. */
  void told(long storeTime, long now, long age) {
    long difference = storeTime - show(now, age);
    if (Math.abs(difference - ahead) > RESOLUTION_MILLIS) {
      ahead = difference;
    }
  }

  /** The store's time, as far as the actor knows it. */
  long storeTime(long now, long age) {
    return show(now, age) + ahead;
  }
}
