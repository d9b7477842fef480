package dev.ligature.simulation.explore;

import static dev.ligature.simulation.explore.CoreScenarios.create;
import static dev.ligature.simulation.explore.CoreScenarios.delete;
import static dev.ligature.simulation.explore.CoreScenarios.family;
import static dev.ligature.simulation.explore.CoreScenarios.move;
import static dev.ligature.simulation.explore.CoreScenarios.orTryLater;
import static dev.ligature.simulation.explore.CoreScenarios.rows;
import static dev.ligature.simulation.explore.CoreScenarios.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.explore.CoreScenarios.Act;
import dev.ligature.store.Steps;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small worlds of the real code, under every schedule and with a crash at every point. */
class CoreExplorationTest {

  static Stream<Arguments> worlds() {
    Schema cascade = family(OnDelete.CASCADE, false);
    Schema nulls = family(OnDelete.SET_NULL, false);
    Schema protect = family(OnDelete.PROTECT, false);
    Schema restrict = family(OnDelete.RESTRICT, false);
    Schema one = family(OnDelete.CASCADE, true);
    String[] parents = {"parents", "parents"};
    String[] childOfP = {"parents", "parents", "children>0"};
    String[] childOfQ = {"parents", "parents", "children>1"};
    Act create = create("children", 0, "created");
    Act createToo = create("children", 0, "created too");
    Act deleteP = delete("parents", 0);
    Act toP = move("children", 2, 0, "moved to P");
    Act toPToo = move("children", 2, 0, "moved to P too");
    Act toQ = move("children", 2, 1, "moved to Q");
    Act watch = (setting, ids) -> setting.watchFirstJob();
    return Stream.of(
        of("create ∥ delete", 1, cascade, parents, create, deleteP),
        of("re-parent to P ∥ delete P", 1, cascade, childOfQ, toP, deleteP),
        of("re-parent away ∥ delete P", 1, cascade, childOfP, toQ, deleteP),
        of("away ∥ back ∥ delete P", 1, cascade, childOfP, toQ, toP, deleteP),
        of("two re-parents to P ∥ delete P", 1, cascade, childOfQ, toP, toPToo, deleteP),
        of("delete ∥ delete", 1, cascade, childOfP, deleteP, deleteP),
        of("delete P ∥ delete its child", 1, cascade, childOfP, deleteP, delete("children", 2)),
        of("create ∥ delete, SET_NULL", 1, nulls, parents, create, deleteP),
        of("re-parent to P ∥ delete P, SET_NULL", 1, nulls, childOfQ, toP, deleteP),
        of("re-parent away ∥ delete P, SET_NULL", 1, nulls, childOfP, toQ, deleteP),
        of("create ∥ delete, PROTECT", 1, protect, parents, create, deleteP),
        of("re-parent to P ∥ delete P, PROTECT", 1, protect, childOfQ, toP, deleteP),
        of("re-parent away ∥ delete P, PROTECT", 1, protect, childOfP, toQ, deleteP),
        of("delete ∥ delete, PROTECT", 1, protect, parents, deleteP, deleteP),
        of("create ∥ delete, RESTRICT", 1, restrict, parents, create, deleteP),
        of("two creates, has-one", 1, one, parents, create, createToo),
        of("create ∥ away, has-one", 1, one, childOfP, create, toQ),
        of("create ∥ delete child, has-one", 1, one, childOfP, create, delete("children", 2)),
        of(
            "two creates ∥ delete child, has-one",
            1,
            one,
            childOfP,
            create,
            createToo,
            delete("children", 2)),
        of("create ∥ delete P, has-one", 1, one, childOfP, create, deleteP),
        of("delete P ∥ its watch", 1, cascade, childOfP, orTryLater(deleteP), watch),
        of("delete P ∥ its watch, PROTECT", 1, protect, childOfQ, orTryLater(deleteP), watch),
        of("create ∥ re-parent ∥ delete P", 1, cascade, childOfQ, create, toP, deleteP));
  }

  private static Arguments of(String name, int crashes, Schema schema, String[] rows, Act... acts) {
    return Arguments.of(name, crashes, scenario(schema, rows(schema, rows), Steps.all(), acts));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("worlds")
  void thePromisesHoldUnderEverySchedule(String name, int crashes, Scenario scenario) {
    long begun = System.nanoTime();
    Explorer.Result result = Explorer.explore(scenario, crashes, 2_000_000);

    System.out.printf(
        "%-40s %8d schedules in %.1f s%n",
        name, result.schedules(), (System.nanoTime() - begun) / 1e9);
    assertThat(result.violations())
        .as(() -> name + "\n" + String.join("\n", result.trace()))
        .isEmpty();
    assertThat(result.complete()).as("every schedule was run").isTrue();
  }
}
