package dev.ligature.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.simulation.engine.Fault;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.world.World;
import dev.ligature.store.Steps;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final int SEEDS = 20_000;

  /** Held, so that its level is not forgotten: simulated trouble is no news. */
  private static final Logger LOG = Logger.getLogger("dev.ligature");

  @BeforeAll
  static void simulatedTroubleIsNoNews() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void otherTroubleIs() {
    LOG.setLevel(null);
  }

  @Test
  void everyPromiseHoldsUnderTwentyThousandSeeds() {
    List<String> failures = new ArrayList<>();
    Simulation.Progress end =
        Simulation.run(
            0,
            SEEDS,
            (progress, failure) -> {
              if (failure != null) {
                failures.add(failure.report());
              }
              return failures.isEmpty();
            });

    System.out.println(end.line());
    assertThat(failures).as("the first seed that breaks a promise").isEmpty();
    assertThat(end.seeds()).isEqualTo(SEEDS);
    EnumSet<Fault> injected = EnumSet.allOf(Fault.class);
    injected.remove(Fault.NONE);
    if (!Hostility.USUAL.contains(Hostility.Kind.LATE_LANDINGS)) {
      injected.removeAll(EnumSet.of(Fault.LANDS_LATE, Fault.CRASH_LANDS_LATE));
    }
    assertThat(end.faults()).as("every kind of fault came up").containsOnlyKeys(injected);
  }

  @Test
  void jobsThatStallAndAreRetriedAreAmongThem() {
    long seed = 0;
    World world;
    do {
      assertThat(seed).as("worlds without a stalled job").isLessThan(SEEDS);
      world = new World(seed++, false, Steps.all());
      assertThat(world.run()).isEmpty();
    } while (world.retries() == 0);
  }

  @Test
  void theSameSeedGivesTheSameTraceLineByLine() {
    for (long seed = 0; seed < 60; seed++) {
      Simulation.Failure one = Simulation.replay(seed);
      Simulation.Failure two = Simulation.replay(seed);

      assertThat(two.trace()).as("seed %d", seed).isEqualTo(one.trace());
      assertThat(two).isEqualTo(one);
      assertThat(one.trace()).isNotEmpty();
    }
  }

  @Test
  void aFailingSeedTellsHowToRunItAgain() {
    Simulation.Failure[] found = {null};
    Simulation.run(
        0,
        2_000,
        Steps.without(dev.ligature.store.Step.PARENT_CHECK),
        Hostility.USUAL,
        (progress, failure) -> {
          found[0] = failure;
          return failure == null;
        });

    assertThat(found[0]).isNotNull();
    assertThat(found[0].report())
        .contains("./ligature simulate --from " + found[0].seed() + " --seeds 1 --trace")
        .contains("P2: ")
        .contains("PUT?")
        .contains("DELETE");
  }
}
