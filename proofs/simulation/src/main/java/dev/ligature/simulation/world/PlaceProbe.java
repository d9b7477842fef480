package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.data.EntityService;
import dev.ligature.data.write.WriteResult;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tries every unique place of a world at rest by creating an entity in it: a place that somebody
 * holds must be refused, and any other must be free.
 */
final class PlaceProbe {

  private final Schema schema;
  private final Truth truth;
  private final EntityService entities;
  private final List<String> violations = new ArrayList<>();
  private int created;

  PlaceProbe(Schema schema, ObjectStore store, Platform platform, Truth truth) {
    this.schema = schema;
    this.truth = truth;
    this.entities = Engine.of(EngineConfig.of(schema, store).withPlatform(platform)).entities();
  }

  /** Tries them; returns what was wrongly refused or let in. */
  List<String> violations() {
    for (ModelDefinition model : schema.models()) {
      for (Field field : model.fields()) {
        if (field.unique()) {
          Client.CODES.forEach(code -> probe(model, field.name(), code));
        }
      }
      for (ForeignKeyConstraint key : model.foreignKeys()) {
        if (key.single()) {
          alive(key.parentPlural())
              .forEach(parent -> probe(model, key.field(), parent.id().toString()));
        }
      }
    }
    return violations;
  }

  private List<Life> alive(String plural) {
    return truth.lives().values().stream()
        .filter(life -> life.model().plural().equals(plural) && life.alive())
        .toList();
  }

  private Optional<UUID> holder(String plural, String field, String value) {
    return alive(plural).stream()
        .filter(life -> life.last().fields().path(field).asText().equals(value))
        .map(Life::id)
        .findFirst();
  }

  private void probe(ModelDefinition model, String field, String value) {
    ObjectNode fields = Json.object().put("label", "probe " + ++created);
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      if (!key.nullable() && !key.field().equals(field)) {
        Optional<UUID> parent = freeParent(key);
        if (parent.isEmpty()) {
          return;
        }
        fields.put(key.field(), parent.get().toString());
      }
    }
    fields.put(field, value);
    Optional<UUID> holder = holder(model.plural(), field, value);
    WriteResult result = entities.create(model, fields);
    boolean right =
        switch (result) {
          case WriteResult.Taken(String taken, UUID by) ->
              taken.equals(field) && holder.filter(by::equals).isPresent();
          case WriteResult.Written _ -> holder.isEmpty();
          default -> false;
        };
    if (!right) {
      violations.add(
          "unique: "
              + model.plural()
              + " with "
              + field
              + " = "
              + value
              + ", held by "
              + holder.map(UUID::toString).orElse("nobody")
              + ": "
              + result.explanation());
    }
  }

  private Optional<UUID> freeParent(ForeignKeyConstraint key) {
    return alive(key.parentPlural()).stream()
        .map(Life::id)
        .filter(
            id -> !key.single() || holder(key.childPlural(), key.field(), id.toString()).isEmpty())
        .findFirst();
  }
}
