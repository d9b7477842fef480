package dev.ligature.simulation.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * What a schema may have been one version before: without one of its foreign keys, or with another
 * rule on it.
 */
public final class EarlierSchema {

  private EarlierSchema() {}

  /**
   * An earlier version by this chance; empty if the schema can have none.
   *
   * <p>A key that is new is optional, for the entities of before have none. A key whose rule is
   * another now did not leave orphans before, for what dangled then would dangle now.
   */
  public static Optional<Schema> of(Schema later, SplittableRandom random) {
    List<ForeignKeyConstraint> optional =
        later.constraints().stream().filter(ForeignKeyConstraint::nullable).toList();
    if (later.constraints().isEmpty()) {
      return Optional.empty();
    }
    if (!optional.isEmpty() && random.nextInt(3) != 0) {
      return Optional.of(without(later, optional.get(random.nextInt(optional.size()))));
    }
    ForeignKeyConstraint key = later.constraints().get(random.nextInt(later.constraints().size()));
    List<OnDelete> others = new ArrayList<>(List.of(OnDelete.values()));
    others.removeIf(
        rule ->
            rule == key.onDelete()
                || rule == OnDelete.DO_NOTHING
                || (rule == OnDelete.SET_NULL && !key.nullable()));
    return Optional.of(withRule(later, key, others.get(random.nextInt(others.size()))));
  }

  /** The same schema before it had this key. */
  public static Schema without(Schema later, ForeignKeyConstraint key) {
    JsonNode json = later.toJson();
    for (JsonNode model : json.path("models")) {
      if (model.path("name").asText().equals(key.child())) {
        remove(model.path("fields"), field -> field.path("name").asText().equals(key.field()));
        remove(model.path("relationships"), relationship -> isHeld(relationship, key));
      }
      if (model.path("name").asText().equals(key.parent())) {
        remove(model.path("relationships"), relationship -> isSeenFromParent(relationship, key));
      }
    }
    return Schema.fromJson(json);
  }

  /** The same schema when this key had another rule. */
  public static Schema withRule(Schema later, ForeignKeyConstraint key, OnDelete rule) {
    JsonNode json = later.toJson();
    for (JsonNode model : json.path("models")) {
      for (JsonNode relationship : model.path("relationships")) {
        if (model.path("name").asText().equals(key.parent())
            && isSeenFromParent(relationship, key)
            && relationship instanceof ObjectNode node) {
          node.put("onDelete", rule.name()).remove("orphans");
        }
      }
    }
    return Schema.fromJson(json);
  }

  private static boolean isHeld(JsonNode relationship, ForeignKeyConstraint key) {
    return relationship.path("kind").asText().equals("foreignKey")
        && relationship.path("foreignKey").asText().equals(key.field());
  }

  private static boolean isSeenFromParent(JsonNode relationship, ForeignKeyConstraint key) {
    return !relationship.path("kind").asText().equals("foreignKey")
        && relationship.path("model").asText().equals(key.child())
        && relationship.path("foreignKey").asText().equals(key.field());
  }

  private static void remove(JsonNode array, Predicate<JsonNode> which) {
    for (Iterator<JsonNode> nodes = array.iterator(); nodes.hasNext(); ) {
      if (which.test(nodes.next())) {
        nodes.remove();
      }
    }
  }
}
