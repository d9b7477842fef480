package dev.ligature.simulation.explore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.generate.Row;
import dev.ligature.simulation.world.SimulatedSystem;
import dev.ligature.simulation.world.SystemOptions;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Small worlds of the real core code: parents P and Q, and children that refer to them. */
public final class CoreScenarios {

  private CoreScenarios() {}

  /** What an actor does in a world; entities go by their row's number. */
  public interface Act {
    void on(SimulatedSystem system, List<UUID> ids);
  }

  /** Parents, and children whose key {@code parentId} has this rule. */
  public static Schema family(OnDelete rule, boolean single) {
    var parents = Schema.builder().model("Parent", "parents").field("label", STRING).required();
    var withChildren =
        single
            ? parents.hasOne("Child", "parentId").onDelete(rule)
            : parents.hasMany("Child", "parentId").onDelete(rule);
    return withChildren
        .model("Child", "children")
        .field("label", STRING)
        .required()
        .foreignKey("parentId", "Parent")
        .onDelete(rule)
        .build();
  }

  private static final FieldType STRING = FieldType.STRING;

  /** Rows from {@code plural} or {@code plural>row}, the row that the first key refers to. */
  public static List<Row> rows(Schema schema, String... texts) {
    List<Row> rows = new ArrayList<>();
    for (String text : texts) {
      String[] parts = text.split(">");
      ModelDefinition model = schema.plural(parts[0]).orElseThrow();
      Map<String, @Nullable Integer> keys = new LinkedHashMap<>();
      for (ForeignKeyConstraint key : model.foreignKeys()) {
        keys.put(key.field(), null);
      }
      for (int i = 1; i < parts.length; i++) {
        keys.put(model.foreignKeys().get(i - 1).field(), Integer.valueOf(parts[i]));
      }
      rows.add(new Row(rows.size(), model, "row " + rows.size(), null, keys));
    }
    return rows;
  }

  /** A scenario of these actors on these rows. */
  public static Scenario scenario(Schema schema, List<Row> rows, Steps steps, Act... acts) {
    return scheduler -> {
      SimulatedSystem system =
          new SimulatedSystem(
              schema,
              scheduler,
              FaultPlan.none(),
              new SplittableRandom(1),
              SystemOptions.plain(steps));
      List<UUID> ids = system.fill(rows);
      for (int i = 0; i < acts.length; i++) {
        Act act = acts[i];
        scheduler.spawn(
            "actor-" + (i + 1),
            SimulatedSystem.LIFETIME_MILLIS,
            () -> {
              try {
                act.on(system, ids);
              } catch (StoreException e) {
                throw new IllegalStateException("no store failed here", e);
              }
            });
      }
      return system::judge;
    };
  }

  /** Creates an entity that refers to that row by its first key. */
  public static Act create(String plural, @Nullable Integer parent, String label) {
    return (system, ids) -> {
      ModelDefinition model = system.schema().plural(plural).orElseThrow();
      ObjectNode fields = Json.object().put("label", label);
      if (parent != null) {
        fields.put(model.foreignKeys().getFirst().field(), ids.get(parent).toString());
      }
      system.create(model, fields, null);
    };
  }

  /** Makes an entity refer to another row by its first key. */
  public static Act move(String plural, int row, @Nullable Integer parent, String label) {
    return (system, ids) -> {
      ModelDefinition model = system.schema().plural(plural).orElseThrow();
      ObjectNode patch = Json.object().put("label", label);
      String field = model.foreignKeys().getFirst().field();
      if (parent == null) {
        patch.putNull(field);
      } else {
        patch.put(field, ids.get(parent).toString());
      }
      system.patch(model, ids.get(row), patch);
    };
  }

  /** The same, but the actor may be told to try again later. */
  public static Act orTryLater(Act act) {
    return (system, ids) -> {
      try {
        act.on(system, ids);
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.RETRY || !e.surelyNotApplied()) {
          throw e;
        }
      }
    };
  }

  /** Deletes an entity with all that follows. */
  public static Act delete(String plural, int row) {
    return (system, ids) ->
        system.delete(
            system.schema().plural(plural).orElseThrow(), ids.get(row), DeleteOptions.defaults());
  }
}
