package dev.ligature.sweep;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a sweep is to go.
 *
 * @param reportOnly write nothing; begin at the beginning and tell what would be done
 * @param deadline stop at the next safe point after this moment
 * @param slices the most slices of each step; {@link Integer#MAX_VALUE} for all there is
 * @param orphanGrace leave orphans alone for this long instead of {@link
 *     SweepSettings#orphanGrace}; {@code null} for as set
 */
public record SweepOptions(
    boolean reportOnly, Instant deadline, int slices, @Nullable Duration orphanGrace) {

  /** One slice of every step, where the last sweep left off: what a schedule runs. */
  public static SweepOptions slice(Instant deadline) {
    return new SweepOptions(false, deadline, 1, null);
  }

  /** Every step to its end. */
  public static SweepOptions whole(Instant deadline) {
    return new SweepOptions(false, deadline, Integer.MAX_VALUE, null);
  }

  /** Whether every step goes to its end, also one that would rest by now. */
  boolean whole() {
    return slices == Integer.MAX_VALUE;
  }

  /** The same, but nothing is written. */
  public SweepOptions reporting() {
    return new SweepOptions(true, deadline, slices, orphanGrace);
  }
}
