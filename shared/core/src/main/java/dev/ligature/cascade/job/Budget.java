package dev.ligature.cascade.job;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much one invocation may do before it stops at the next safe point and hands on the rest. Safe
 * for many threads.
 */
public final class Budget {

  private final InstantSource clock;
  private final Instant end;
  private final AtomicLong left;

  /**
   * Ends at {@code end} by this clock, or after about this many victims.
   *
   * @param victims how many; {@link Long#MAX_VALUE} for any number
   */
  public Budget(InstantSource clock, Instant end, long victims) {
    this.clock = clock;
    this.end = end;
    this.left = new AtomicLong(victims);
  }

  /** Only time counts. */
  public static Budget until(InstantSource clock, Instant end) {
    return new Budget(clock, end, Long.MAX_VALUE);
  }

  public void spend(int victims) {
    left.addAndGet(-victims);
  }

  /** Whether it is time to stop. */
  public boolean spent() {
    return left.get() <= 0 || !clock.instant().isBefore(end);
  }
}
