package dev.ligature.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  private static final long LONG = 1_000_000_000L;

  /** A few clients that write and read a few keys side by side, wait and try again. */
  private static Scheduler world(long seed, boolean recording) {
    SplittableRandom random = new SplittableRandom(seed);
    Scheduler scheduler =
        new Scheduler(
            new SeededPolicy(
                random.split(), new FaultPlan(random.split(), 60_000, Hostility.none())),
            new Trace(recording),
            10_000);
    SimulatedStore bare = new SimulatedStore(SimulatedPlatform.clock(scheduler));
    ObjectStore store = new ScheduledStore(scheduler, bare);
    Platform platform = SimulatedPlatform.of(scheduler, seed, 3, Steps.all());
    for (int i = 0; i < 4; i++) {
      scheduler.spawn("client-" + i, LONG, () -> client(store, platform));
    }
    return scheduler;
  }

  private static void client(ObjectStore store, Platform platform) {
    for (int round = 0; round < 4; round++) {
      try {
        platform
            .parallel()
            .map(
                List.of("a", "b", "c", "d"),
                key ->
                    store.put(
                        key,
                        (platform.ids().next() + platform.nonce()).getBytes(StandardCharsets.UTF_8),
                        Precondition.none()));
        store.get("a");
        store.list("", null, 1000);
      } catch (StoreException e) {
        platform.waiter().await(Duration.ofMillis(50));
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameTraceLineByLine() {
    for (long seed = 0; seed < 300; seed++) {
      Scheduler one = world(seed, true);
      one.run();
      Scheduler two = world(seed, true);
      two.run();

      assertThat(two.trace().lines()).as("seed %d", seed).isEqualTo(one.trace().lines());
      assertThat(two.trace().fingerprint()).isEqualTo(one.trace().fingerprint());
      assertThat(one.trace().lines()).isNotEmpty();
    }
  }

  @Test
  void differentSeedsGiveDifferentRuns() {
    Set<Long> fingerprints = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      Scheduler scheduler = world(seed, false);
      scheduler.run();
      fingerprints.add(scheduler.trace().fingerprint());
    }
    assertThat(fingerprints).hasSize(300);
  }

  @Test
  void everyKindOfStoreFaultComesUp() {
    Set<Fault> met = new HashSet<>();
    for (long seed = 0; seed < 600; seed++) {
      Scheduler scheduler = world(seed, false);
      scheduler.run();
      met.addAll(scheduler.trace().faults().keySet());
    }
    assertThat(met)
        .contains(
            Fault.CRASH_BEFORE,
            Fault.CRASH_AFTER,
            Fault.STALL,
            Fault.REFUSED,
            Fault.REQUEST_LOST,
            Fault.RESPONSE_LOST);
  }

  @Test
  void aCrashedActorIsNeverSeenAgainNorAreItsSteps() {
    for (int point = 0; point < 12; point++) {
      int crashAt = point;
      List<String> done = new ArrayList<>();
      int[] picks = {0};
      Scheduler scheduler =
          new Scheduler(
              new InTurn() {
                @Override
                public Choice choose(List<Fiber> ready) {
                  Fault fault = picks[0]++ == crashAt ? Fault.CRASH_AFTER : Fault.NONE;
                  return new Choice(ready.getLast(), fault, 0);
                }
              },
              new Trace(false),
              1000);
      ObjectStore store =
          new ScheduledStore(scheduler, new SimulatedStore(SimulatedPlatform.clock(scheduler)));
      Platform platform = SimulatedPlatform.of(scheduler, 1, 4, Steps.all());
      Actor actor =
          scheduler.spawn(
              "victim",
              LONG,
              () -> {
                for (int i = 0; i < 4; i++) {
                  int round = i;
                  platform
                      .parallel()
                      .map(
                          List.of(1, 2, 3),
                          n -> {
                            try {
                              return store.put("k" + n, new byte[] {1}, Precondition.none());
                            } finally {
                              done.add("step " + round + "/" + n);
                            }
                          });
                  done.add("round " + round);
                }
              });
      scheduler.run();

      assertThat(actor.fate()).isEqualTo(Actor.Fate.CRASHED);
      assertThat(picks[0]).as("nothing of it runs after the crash").isEqualTo(crashAt + 1);
      assertThat(done).doesNotContain("round 3");
      assertThat(scheduler.running()).isZero();
    }
  }

  @Test
  void anActorThatOutlivesItsDeadlineIsKilled() {
    Scheduler scheduler = new Scheduler(new InTurn(), new Trace(false), 1000);
    Platform platform = SimulatedPlatform.of(scheduler, 1, 1, Steps.all());
    boolean[] woke = {false};
    Actor actor =
        scheduler.spawn(
            "sleeper",
            100,
            () -> {
              platform.waiter().await(Duration.ofMillis(500));
              woke[0] = true;
            });
    scheduler.run();

    assertThat(actor.fate()).isEqualTo(Actor.Fate.KILLED);
    assertThat(woke[0]).isFalse();
  }

  @Test
  void timePassesWhenAllWait() {
    Scheduler scheduler = new Scheduler(new InTurn(), new Trace(false), 1000);
    Platform platform = SimulatedPlatform.of(scheduler, 1, 1, Steps.all());
    List<String> order = new ArrayList<>();
    for (int seconds : List.of(3600, 60, 7200)) {
      scheduler.spawn(
          "waits",
          LONG,
          () -> {
            platform.waiter().await(Duration.ofSeconds(seconds));
            order.add(seconds + "@" + platform.clock().instant());
          });
    }
    scheduler.run();

    assertThat(order)
        .containsExactly(
            "60@2026-01-01T00:01:00Z", "3600@2026-01-01T01:00:00Z", "7200@2026-01-01T02:00:00Z");
  }

  @Test
  void aRunWithoutEndIsReportedAndLeavesNothingRunning() {
    Scheduler scheduler = new Scheduler(new InTurn(), new Trace(false), 500);
    ObjectStore store =
        new ScheduledStore(scheduler, new SimulatedStore(SimulatedPlatform.clock(scheduler)));
    for (int i = 0; i < 3; i++) {
      scheduler.spawn(
          "loops",
          LONG,
          () -> {
            while (true) {
              store.get("never there");
            }
          });
    }

    assertThatThrownBy(scheduler::run).isInstanceOf(NeverEnds.class).hasMessageContaining("500");
    assertThat(scheduler.running()).isZero();
  }

  @Test
  void aStepsFailureComesOutAfterTheOthersHaveEnded() {
    Scheduler scheduler = new Scheduler(new InTurn(), new Trace(false), 500);
    ObjectStore store =
        new ScheduledStore(scheduler, new SimulatedStore(SimulatedPlatform.clock(scheduler)));
    Platform platform = SimulatedPlatform.of(scheduler, 1, 2, Steps.all());
    List<Integer> ended = new ArrayList<>();
    Actor actor =
        scheduler.spawn(
            "forks",
            LONG,
            () ->
                platform
                    .parallel()
                    .map(
                        List.of(1, 2, 3, 4),
                        n -> {
                          store.get("k");
                          if (n == 2) {
                            throw new IllegalArgumentException("two");
                          }
                          ended.add(n);
                          return n;
                        }));
    scheduler.run();

    assertThat(actor.fate()).isEqualTo(Actor.Fate.FAILED);
    assertThat(actor.failure()).hasMessage("two");
    assertThat(ended).containsExactlyInAnyOrder(1, 3, 4);
  }

  /** The first that can, without faults. */
  private static class InTurn implements Policy {
    @Override
    public Choice choose(List<Fiber> ready) {
      return Choice.of(ready.getFirst());
    }

    @Override
    public long latency(Operation operation) {
      return 0;
    }

    @Override
    public boolean jumpAhead(boolean fatal) {
      return false;
    }

    @Override
    public boolean schedulesStarts() {
      return false;
    }
  }
}
