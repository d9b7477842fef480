package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When the work of an invocation is to end, so that Lambda does not cut it off. */
final class Deadline {

  /** The most of an invocation that may be kept back: its fourth part. */
  private static final int PARTS = 4;

  private Deadline() {}

  /**
   * The end of an invocation's work.
   *
   * @param margin what to keep back of the invocation's time; less of a short one
   */
  static Instant of(Context context, Duration margin, InstantSource clock) {
    Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
    Duration most = remaining.dividedBy(PARTS);
    return clock.instant().plus(remaining).minus(most.compareTo(margin) < 0 ? most : margin);
  }
}
