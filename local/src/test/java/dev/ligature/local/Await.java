package dev.ligature.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a bound. */
public final class Await {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Await() {}

  /** Fails if the condition does not come true within four minutes. */
  public static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not so after %s", LIMIT).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
