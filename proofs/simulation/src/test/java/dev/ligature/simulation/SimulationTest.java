package dev.ligature.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.simulation.engine.Coverage;
import dev.ligature.simulation.engine.Fault;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.Variant;
import dev.ligature.simulation.world.World;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoSimulatedNews.class)
class SimulationTest {

  private static final int SEEDS = 20_000;
  private static final int LANES = 2;

  /**
   * Taken only when something is a month old, which in random worlds is after all has come to rest.
   * A small world tries it.
   */
  private static final Set<Step> NOT_IN_RANDOM_WORLDS = EnumSet.of(Step.EXPIRY_BY_STORED_AGE);

  @Test
  void everyPromiseHoldsUnderTwentyThousandSeedsThatTryEverything() {
    List<String> failures = new ArrayList<>();
    Simulation.Result end =
        Simulation.run(
            0,
            SEEDS,
            LANES,
            Simulation.Setup.usual(),
            (progress, failure) -> {
              if (failure != null) {
                failures.add(failure.report());
              }
              return failures.isEmpty();
            });

    System.out.println(end.progress().line());
    System.out.println(end.coverage().line());
    assertThat(failures).as("a seed that breaks a promise").isEmpty();
    assertThat(end.progress().seeds()).isEqualTo(SEEDS);
    everyKindOfFaultCameUp(end.progress());
    everyStepWasHit(end.coverage());
    jobsGaveWay(end.coverage());
  }

  private static void everyKindOfFaultCameUp(Simulation.Progress progress) {
    EnumSet<Fault> injected = EnumSet.allOf(Fault.class);
    injected.remove(Fault.NONE);
    if (!Hostility.USUAL.contains(Hostility.Kind.LATE_LANDINGS)) {
      injected.removeAll(EnumSet.of(Fault.LANDS_LATE, Fault.CRASH_LANDS_LATE));
    }
    assertThat(progress.faults()).containsOnlyKeys(injected);
  }

  /** A step that nothing ever went wrong at has not been tried. */
  private static void everyStepWasHit(Coverage coverage) {
    List<String> missing = new ArrayList<>();
    for (Step step : EnumSet.complementOf(EnumSet.copyOf(NOT_IN_RANDOM_WORLDS))) {
      for (Coverage.Hit hit : Coverage.Hit.values()) {
        if (coverage.hits(step, hit) == 0) {
          missing.add(step + " by " + hit);
        }
      }
    }
    assertThat(missing).as("steps of the protocols that were not hit").isEmpty();
  }

  private static void jobsGaveWay(Coverage coverage) {
    assertThat(coverage.wounds()).as("attempts raised").isGreaterThanOrEqualTo(1_000);
    assertThat(coverage.jobsWoundedTwice())
        .as("jobs in their third attempt")
        .isGreaterThanOrEqualTo(200);
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
      same(Variant.of(seed), Hostility.USUAL);
      same(Variant.of(seed), EnumSet.allOf(Hostility.Kind.class));
    }
  }

  private static Simulation.Failure same(Variant variant, Set<Hostility.Kind> allowed) {
    Simulation.Setup setup = new Simulation.Setup(Steps.all(), allowed);
    Simulation.Failure one = Simulation.replay(variant, setup);
    Simulation.Failure two = Simulation.replay(variant, setup);

    assertThat(two.trace()).as("%s", variant).isEqualTo(one.trace());
    assertThat(two).isEqualTo(one);
    assertThat(one.trace()).isNotEmpty();
    return one;
  }

  @Test
  void aTurnKeepsTheCourseUpToItAndChangesTheRest() {
    int changed = 0;
    for (long seed = 0; seed < 20; seed++) {
      List<String> straight = same(Variant.of(seed), Hostility.USUAL).trace();
      List<String> turned = same(Variant.of(seed).turned(100, 7), Hostility.USUAL).trace();
      if (straight.size() > 150) {
        assertThat(turned.subList(0, 30)).as("seed %d", seed).isEqualTo(straight.subList(0, 30));
        changed += turned.equals(straight) ? 0 : 1;
      }
    }
    assertThat(changed).isGreaterThan(5);
  }

  @Test
  void aFailingSeedTellsHowToRunItAgain() {
    Simulation.Failure found = failing(new Courses.InOrder(0, 2_000));

    assertThat(found.report())
        .contains("./ligature simulate --from " + found.variant().seed() + " --seeds 1 --trace")
        .contains("P2: ")
        .contains("PUT?")
        .contains("DELETE");
  }

  @Test
  void aFailingCourseTellsItsTurnsAndFailsAgain() {
    Courses turning =
        new Courses() {
          private long next;

          @Override
          public synchronized Variant next() {
            return Variant.of(next++).turned(5, 1).turned(50, 2);
          }

          @Override
          public void done(Variant variant, int decisions, long newPairs) {}
        };
    Simulation.Failure found = failing(turning);

    assertThat(found.command()).endsWith(" --turns 5:1,50:2");
    Variant again = new Variant(found.variant().seed(), Variant.parseTurns("5:1,50:2"));
    assertThat(Simulation.replay(again, without(Step.PARENT_CHECK))).isEqualTo(found);
  }

  private static Simulation.Failure failing(Courses courses) {
    List<Simulation.Failure> found = new ArrayList<>();
    Simulation.run(
        courses,
        2_000,
        1,
        without(Step.PARENT_CHECK),
        (progress, failure) -> {
          if (failure != null) {
            found.add(failure);
          }
          return found.isEmpty() && progress.seeds() < 2_000;
        });
    assertThat(found).isNotEmpty();
    return found.getFirst();
  }

  private static Simulation.Setup without(Step step) {
    return new Simulation.Setup(Steps.without(step), Hostility.USUAL);
  }

  @Test
  void coursesThatLedToSomethingNewAreFollowedUp() {
    Courses courses = new Courses.Searching(1_000, 200);
    List<Variant> run = new ArrayList<>();
    for (Variant next = courses.next(); next != null; next = courses.next()) {
      run.add(next);
      courses.done(next, 300, next.seed() == 1_007 ? 50 : 0);
    }

    assertThat(run).hasSize(200);
    assertThat(run.stream().filter(variant -> !variant.turns().isEmpty()))
        .hasSizeBetween(4, 100)
        .allSatisfy(variant -> assertThat(variant.seed()).isEqualTo(1_007));
    assertThat(run.stream().filter(variant -> variant.turns().isEmpty()).map(Variant::seed))
        .doesNotHaveDuplicates()
        .startsWith(1_000L, 1_001L);
  }
}
