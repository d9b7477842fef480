package dev.ligature.simulation.world;

import dev.ligature.schema.FieldType;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelBuilder;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.generate.EarlierSchema;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two versions of the program delete parts of one graph at once. By the later version a delete must
 * plan, because of a key that the earlier one lacks, or knows by another rule; by the earlier
 * version it needs no plan. So what one job has condemned another one is about to delete.
 */
final class Upgrades {

  private Upgrades() {}

  /** Trees of nodes, which other entities may guard. */
  static Schema schema(SplittableRandom random) {
    OnDelete second = random.nextBoolean() ? OnDelete.CASCADE : OnDelete.SET_NULL;
    OnDelete guarding = random.nextBoolean() ? OnDelete.PROTECT : OnDelete.RESTRICT;
    ModelBuilder nodes = Schema.builder().model("Node", "nodes");
    nodes.field("label", FieldType.STRING).required();
    nodes.foreignKey("parentId", "Node").name("parent").onDelete(OnDelete.CASCADE);
    nodes.foreignKey("otherId", "Node").name("other").onDelete(second);
    nodes.hasMany("Node", "parentId").name("children").onDelete(OnDelete.CASCADE);
    nodes.hasMany("Node", "otherId").name("others").onDelete(second);
    nodes.hasMany("Guard", "nodeId").name("guards").onDelete(guarding);
    ModelBuilder guards = nodes.model("Guard", "guards");
    guards.field("label", FieldType.STRING).required();
    guards.foreignKey("nodeId", "Node").name("node").onDelete(guarding);
    return guards.build();
  }

  /** The version before. */
  static Schema earlier(Schema later, SplittableRandom random) {
    ForeignKeyConstraint guard =
        later.constraints().stream()
            .filter(key -> key.childPlural().equals("guards"))
            .findFirst()
            .orElseThrow();
    return random.nextInt(4) == 0
        ? EarlierSchema.withRule(later, guard, OnDelete.CASCADE)
        : EarlierSchema.without(later, guard);
  }

  /** Both versions of the program, to delete by. */
  static List<Api> programs(SimulatedSystem system) {
    return List.of(system.api(), system.earlierApi());
  }
}
