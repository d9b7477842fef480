package dev.ligature.simulation.world;

import dev.ligature.store.Ids;
import dev.ligature.store.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A machine whose clock, by which ids are made, is behind. */
final class ClockBehind {

  private ClockBehind() {}

  /** The same platform with such a clock. */
  static Platform of(Platform platform, Duration behind) {
    return new Platform(
        () -> platform.clock().instant().minus(behind),
        datedBehind(platform.ids(), behind),
        platform.random(),
        platform.parallel(),
        platform.waiter(),
        platform.steps());
  }

  /** Ids with a wrong date, whatever date was asked for. */
  private static Ids datedBehind(Ids right, Duration behind) {
    return new Ids() {
      @Override
      public UUID next() {
        UUID id = right.next();
        return new UUID(
            id.getMostSignificantBits() - (behind.toMillis() << 16), id.getLeastSignificantBits());
      }

      @Override
      public UUID next(Instant moment) {
        return next();
      }
    };
  }
}
