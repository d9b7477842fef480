package dev.ligature.simulation.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.simulation.engine.ScheduledStore;
import dev.ligature.simulation.engine.SimulatedPlatform;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.explore.ToyProtocol.Act;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplorerTest {

  private static final Map<String, String> BASE = Map.of("P", "", "Q", "");
  private static final Map<String, String> UNDER_P =
      Map.of("P", "", "Q", "", "C", "fk=P", "ref/P/C", "");
  private static final Map<String, String> UNDER_Q =
      Map.of("P", "", "Q", "", "C", "fk=Q", "ref/Q/C", "");
  private static final Map<String, String> STALE =
      Map.of("P", "", "Q", "", "C", "fk=Q", "ref/Q/C", "", "ref/P/C", "");

  private static final Act CREATE = w -> w.create("C", "P");
  private static final Act CREATE_D = w -> w.create("D", "P");
  private static final Act DELETE = w -> w.delete("P");
  private static final Act MOVE = w -> w.move("C", "P");
  private static final Act AWAY = w -> w.move("C", "Q");
  private static final Act SWEEP = w -> w.sweep("P");
  private static final Act TWO_PHASE = w -> w.deleteProtected("P");

  static Stream<Arguments> scenarios() {
    return Stream.of(
        of("create ∥ delete", BASE, "", 1, true, CREATE, DELETE),
        of("parent checked first", BASE, "check first", 1, false, CREATE, DELETE),
        of("no fence", BASE, "no fence", 1, false, CREATE, DELETE),
        of("listed before removal", BASE, "list first", 1, false, CREATE, DELETE),
        of("re-parent to P ∥ delete P", UNDER_Q, "", 1, true, MOVE, DELETE),
        of("no bump", UNDER_Q, "no bump", 1, false, MOVE, DELETE),
        of("re-parent away ∥ delete P", UNDER_P, "", 1, true, AWAY, DELETE),
        of("away ∥ back ∥ delete P", UNDER_P, "", 0, true, AWAY, MOVE, DELETE),
        of("re-parent ∥ sweep", STALE, "", 1, true, MOVE, SWEEP),
        of("no bump in the sweep", STALE, "sweep without bump", 1, false, MOVE, SWEEP),
        of("unconditional removal", STALE, "sweep blindly", 1, false, MOVE, SWEEP),
        of("re-parent ∥ sweep ∥ delete", STALE, "", 0, true, MOVE, SWEEP, DELETE),
        of("two re-parents ∥ condemn", UNDER_Q, "", 0, true, MOVE, MOVE, TWO_PHASE),
        of(
            "reference removed when condemned",
            UNDER_Q,
            "remove when condemned",
            0,
            false,
            MOVE,
            MOVE,
            TWO_PHASE),
        of("create ∥ condemn", BASE, "", 0, true, CREATE, TWO_PHASE),
        of("create ∥ re-parent ∥ delete", UNDER_Q, "", 0, true, MOVE, DELETE, CREATE_D));
  }

  private static Arguments of(
      String name,
      Map<String, String> bucket,
      String mutation,
      int crashes,
      boolean holds,
      Act... acts) {
    return Arguments.of(
        name,
        ToyProtocol.scenario(bucket, mutation.isEmpty() ? Set.of() : Set.of(mutation), acts),
        crashes,
        holds);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void whatIsKnownOfASmallProtocolIsFound(
      String name, Scenario scenario, int crashes, boolean holds) {
    Explorer.Result result = Explorer.explore(scenario, crashes, 1_000_000);

    System.out.printf("%-34s %6d schedules  %s%n", name, result.schedules(), result.violations());
    assertThat(result.holds()).as("%s: %s", name, result).isEqualTo(holds);
    assertThat(result.complete()).isEqualTo(holds);
  }

  @Test
  void everyOrderOfOperationsOnOneKeyIsRun() {
    // Three operations of each of two actors: 6! / (3! 3!) orders.
    assertThat(Explorer.explore(writers("k", "k"), 0, 1000).schedules()).isEqualTo(20);
  }

  @Test
  void ordersThatNobodyCanTellApartAreRunOnce() {
    assertThat(Explorer.explore(writers("k", "l"), 0, 1000).schedules()).isEqualTo(1);
  }

  @Test
  void anActorIsCrashedAtEveryPoint() {
    // Alone: three operations, and a crash before each.
    assertThat(Explorer.explore(writers("k"), 1, 1000).schedules()).isEqualTo(4);
  }

  private static Scenario writers(String... keys) {
    return scheduler -> {
      ObjectStore store =
          new ScheduledStore(scheduler, new SimulatedStore(SimulatedPlatform.clock(scheduler)));
      for (String key : keys) {
        scheduler.spawn(
            "writer",
            1000,
            () -> {
              for (int i = 0; i < 3; i++) {
                store.put(key, new byte[] {(byte) i}, Precondition.none());
              }
            });
      }
      return List::of;
    };
  }
}
