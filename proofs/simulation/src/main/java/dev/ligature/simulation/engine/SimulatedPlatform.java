package dev.ligature.simulation.engine;

import dev.ligature.store.Ids;
import dev.ligature.store.Parallel;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.Waiter;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The world outside the store, as simulated code meets it: time, ids, chance and threads. */
public final class SimulatedPlatform {

  private SimulatedPlatform() {}

  /**
   * A platform whose every source follows from the scheduler and the seed.
   *
   * @param scheduler decides
   * @param seed of the nonces and jitter
   * @param width how many steps run side by side; 1 runs them one after the other
   * @param steps which protocol steps are taken
   */
  public static Platform of(Scheduler scheduler, long seed, int width, Steps steps) {
    return new Platform(
        actorClock(scheduler),
        ids(scheduler),
        random(seed),
        parallel(scheduler, width),
        waiter(scheduler),
        steps.observed(scheduler::took));
  }

  /** The simulated time, which is the store's and the queue's. */
  public static InstantSource clock(Scheduler scheduler) {
    return () -> Scheduler.EPOCH.plusMillis(scheduler.now());
  }

  /** The time that the running actor's machine shows; outside of all actors the true one. */
  private static InstantSource actorClock(Scheduler scheduler) {
    return () -> Scheduler.EPOCH.plusMillis(shown(scheduler));
  }

  private static long shown(Scheduler scheduler) {
    if (!scheduler.inActor()) {
      return scheduler.now();
    }
    Actor me = scheduler.current().actor();
    return me.clock().show(scheduler.now(), me.age(scheduler.now()));
  }

  /**
   * Ids whose last digits are the actor's number and its count, so that an actor is given the same
   * ids whatever the others do, and a trace can tell whose they are.
   */
  public static Ids ids(Scheduler scheduler) {
    return () -> {
      int actor = 0;
      int count;
      if (scheduler.inActor()) {
        Actor me = scheduler.current().actor();
        actor = me.number() + 1;
        count = ++me.idsGiven;
      } else {
        throw new IllegalStateException("ids are for actors");
      }
      long millis = Scheduler.EPOCH.toEpochMilli() + shown(scheduler);
      return id(millis, actor, count);
    };
  }

  /** A UUIDv7 that reads as {@code …-aaaannnn}: the maker's number and its count. */
  public static UUID id(long millis, int maker, int count) {
    long high = (millis << 16) | 0x7000L;
    long low = 0x8000_0000_0000_0000L | ((long) maker << 16) | count;
    return new UUID(high, low);
  }

  /** Chance from a seed. One actor runs at a time, so it need not be safe for threads. */
  public static RandomGenerator random(long seed) {
    return new SplittableRandom(seed);
  }

  private static Parallel parallel(Scheduler scheduler, int width) {
    return new Parallel() {
      @Override
      public <T, R> List<R> map(List<T> items, Function<? super T, ? extends R> step) {
        if (items.size() <= 1 || width <= 1) {
          return inTurn(items, step);
        }
        return scheduler.fork(items, width, step);
      }
    };
  }

  /** Steps one after the other. */
  public static Parallel inTurn() {
    return new Parallel() {
      @Override
      public <T, R> List<R> map(List<T> items, Function<? super T, ? extends R> step) {
        return inTurn(items, step);
      }
    };
  }

  private static <T, R> List<R> inTurn(List<T> items, Function<? super T, ? extends R> step) {
    Fork<T, R> fork = new Fork<>(items, step);
    fork.lane();
    return fork.results();
  }

  private static Waiter waiter(Scheduler scheduler) {
    return duration -> scheduler.sleep(duration.toMillis());
  }
}
