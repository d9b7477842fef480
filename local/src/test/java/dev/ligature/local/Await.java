package dev.ligature.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, with a bound. */
public final class Await {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Await() {}

  /** Fails if the condition does not come true within four minutes. */
  public static void until(BooleanSupplier condition) {
    until(condition, () -> "");
  }

  /**
   * Fails if the condition does not come true within four minutes.
   *
   * @param state how things stand instead, for the failure
   */
  public static void until(BooleanSupplier condition, Supplier<String> state) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as(() -> "still not so after %s. %s".formatted(LIMIT, state.get()))
          .isLessThan(deadline);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Fails, and tells what is left, if something is still left after four minutes. */
  public static void untilNothingOf(Supplier<? extends Collection<?>> left) {
    AtomicReference<Collection<?>> last = new AtomicReference<>(List.of());
    until(
        () -> {
          last.set(left.get());
          return last.get().isEmpty();
        },
        () -> "Left: " + last.get());
  }
}
