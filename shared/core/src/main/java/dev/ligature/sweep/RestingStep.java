package dev.ligature.sweep;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step that rests when it has come to its end. A scan of everything costs what the bucket holds,
 * not what is wrong with it; without a rest, a bucket at peace would be read over and over.
 */
final class RestingStep implements SweepStep {

  private static final String RESTS = "rests until ";

  private final SweepStep step;

  RestingStep(SweepStep step) {
    this.step = step;
  }

  @Override
  public String name() {
    return step.name();
  }

  @Override
  public Slice sweep(@Nullable String position, SweepRun run) {
    String from = position;
    if (position != null && position.startsWith(RESTS)) {
      if (!run.whole() && run.now().isBefore(end(position))) {
        return new Slice(position, true);
      }
      from = null;
    }
    Slice slice = step.sweep(from, run);
    boolean rests = slice.complete() && !run.settings().scanRest().isZero();
    return rests ? new Slice(RESTS + run.now().plus(run.settings().scanRest()), true) : slice;
  }

  private static Instant end(String position) {
    try {
      return Instant.parse(position.substring(RESTS.length()));
    } catch (DateTimeException e) {
      // Nobody's word: begin anew.
      return Instant.MIN;
    }
  }
}
