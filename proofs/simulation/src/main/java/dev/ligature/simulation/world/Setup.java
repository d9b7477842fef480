package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.generate.Row;
import dev.ligature.store.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What stands in a world's bucket before anything runs, put there by the real code. */
final class Setup {

  private final Schema schema;
  private final SimulatedStore bucket;
  private final Platform quiet;
  private final CascadeSettings settings;
  private final EntityService entities;

  /**
   * @param quiet time and ids of their own, and nothing that could interrupt
   */
  Setup(Schema schema, SimulatedStore bucket, Platform quiet, CascadeSettings settings) {
    this.schema = schema;
    this.bucket = bucket;
    this.quiet = quiet;
    this.settings = settings;
    this.entities = Engine.of(EngineConfig.of(schema, bucket).withPlatform(quiet)).entities();
  }

  /** Puts rows into the bucket with the real code, one after the other and without faults. */
  List<UUID> fill(List<Row> rows) {
    List<UUID> ids = new ArrayList<>();
    for (Row row : rows) {
      ObjectNode fields = Json.object().put("label", row.label());
      if (row.code() != null) {
        fields.put("code", row.code());
      }
      for (ForeignKeyConstraint key : row.model().foreignKeys()) {
        Integer parent = row.keys().get(key.field());
        if (parent != null && !row.setLater(key.field())) {
          fields.put(key.field(), ids.get(parent).toString());
        }
      }
      ids.add(entities.create(row.model(), fields).orThrow().id());
    }
    for (Row row : rows) {
      ObjectNode patch = Json.object();
      for (ForeignKeyConstraint key : row.model().foreignKeys()) {
        Integer parent = row.keys().get(key.field());
        if (parent != null && row.setLater(key.field())) {
          patch.put(key.field(), ids.get(parent).toString());
        }
      }
      if (!patch.isEmpty()) {
        patch.put("label", row.label() + " linked");
        entities.patch(row.model(), ids.get(row.number()), patch, null).orThrow();
      }
    }
    return ids;
  }

  /**
   * Accepts a delete, before anything runs, whose work is still to be done.
   *
   * @return the message that a worker would get (not that of the job's watch, sent before it)
   */
  TaskMessage acceptDelete(ModelDefinition model, UUID id) {
    List<TaskMessage> sent = new ArrayList<>();
    CascadeHandler cascade =
        Engine.of(
                EngineConfig.of(schema, bucket)
                    .withPlatform(quiet)
                    .withQueue((message, delay) -> sent.add(message))
                    .withCascades(settings))
            .cascade();
    cascade.delete(model, id, DeleteOptions.async());
    return sent.getLast();
  }
}
