package dev.ligature.store.system;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.ligature.store.Parallel;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import dev.ligature.store.Waiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The real world: the machine's clock, UUIDv7 ids, virtual threads, and waiting that takes time.
 */
public final class SystemPlatform {

  /** At most this many store calls of one {@link Parallel#map} are under way at once. */
  public static final int MAX_PARALLEL_CALLS = 64;

  private SystemPlatform() {}

  /** A platform for production; share one per process. */
  public static Platform create() {
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    Waiter waiter =
        duration -> {
          try {
            Thread.sleep(duration);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StoreException.notApplied(
                StoreException.Kind.RETRY, "interrupted while waiting to try again", e);
          }
        };
    return new Platform(
        // Milliseconds: what people and every JSON library can read.
        clock(),
        UuidCreator::getTimeOrderedEpochPlus1,
        random,
        new VirtualThreads(MAX_PARALLEL_CALLS),
        waiter,
        Steps.all());
  }

  /** The machine's clock, in whole milliseconds, which is what is stored. */
  public static InstantSource clock() {
    return InstantSource.tick(InstantSource.system(), Duration.ofMillis(1));
  }
}
