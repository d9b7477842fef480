package dev.ligature.simulation.mutation;

import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.Variant;
import dev.ligature.simulation.explore.Explorer;
import dev.ligature.simulation.explore.Scenario;
import dev.ligature.simulation.world.World;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Where a violation is looked for. */
sealed interface Hunt {

  /**
   * What was found.
   *
   * @param where for a reader: the seed, or the scenario and how many schedules it took
   * @param violation the first promise that broke
   * @param withAllSteps what breaks at the same place with every step taken; nothing may
   */
  record Found(String where, String violation, List<String> withAllSteps) {}

  /** The first violation without the step; empty if there is none within the bounds. */
  Optional<Found> without(Step step);

  /**
   * Random worlds. A seed's world changes whenever the engine does, so not one seed is tried but
   * some in a row.
   *
   * @param from the first seed; the one that found it when it was last looked for
   * @param allowed in which ways the platform may be hostile
   */
  record Seeds(long from, Set<Hostility.Kind> allowed) implements Hunt {

    private static final int MOST = 3_000;

    @Override
    public Optional<Found> without(Step step) {
      for (long seed = from; seed < from + MOST; seed++) {
        List<String> violations =
            broken(new World(Variant.of(seed), false, Steps.without(step), allowed).run());
        if (!violations.isEmpty()) {
          return Optional.of(
              new Found(
                  "seed " + seed,
                  violations.getFirst(),
                  new World(Variant.of(seed), false, Steps.all(), allowed).run()));
        }
      }
      return Optional.empty();
    }

    /** A world without a step may well go round in circles, but that shows little. */
    private static List<String> broken(List<String> violations) {
      return violations.stream().filter(v -> !v.startsWith("P5: never")).toList();
    }
  }

  /**
   * A small world under every schedule, until one breaks something.
   *
   * @param name for a reader
   * @param crashes at most this many actors crash in one schedule
   * @param scenario the world, with these steps taken
   */
  record Schedules(String name, int crashes, Function<Steps, Scenario> scenario) implements Hunt {

    private static final long MOST = 60_000;

    /** With every step taken so many schedules are run, and twice as many as broke something. */
    private static final long MOST_WHOLE = 1_000;

    @Override
    public Optional<Found> without(Step step) {
      Explorer.Result broken = Explorer.explore(scenario.apply(Steps.without(step)), crashes, MOST);
      if (broken.holds()) {
        return Optional.empty();
      }
      long most = Math.max(MOST_WHOLE, 2 * broken.schedules());
      Explorer.Result whole = Explorer.explore(scenario.apply(Steps.all()), crashes, most);
      List<String> still = new ArrayList<>(whole.violations());
      String where = String.format("%s: schedule %,d", name, broken.schedules());
      return Optional.of(new Found(where, broken.violations().getFirst(), still));
    }
  }

  /**
   * One course of things, told step by step: for what random worlds meet too seldom.
   *
   * @param name for a reader
   * @param course plays it with these steps taken, and gives what broke
   */
  record Script(String name, Function<Steps, List<String>> course) implements Hunt {

    @Override
    public Optional<Found> without(Step step) {
      List<String> broken = course.apply(Steps.without(step));
      return broken.isEmpty()
          ? Optional.empty()
          : Optional.of(new Found(name, broken.getFirst(), course.apply(Steps.all())));
    }
  }
}
