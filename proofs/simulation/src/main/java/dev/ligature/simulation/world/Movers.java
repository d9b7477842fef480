package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.generate.SchemaGenerator;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Several clients that move a few entities in and out of two or three unique places, all at once:
 * among all that clients may ask for, a claim that changes hands is too rare to be met often.
 */
final class Movers {

  private static final int SCHEMAS_TRIED = 30;

  private final SharedKnowledge knowledge;
  private final SimulatedSystem system;
  private final SplittableRandom random;
  private final ModelDefinition model;
  private final List<UUID> few;

  private Movers(
      SharedKnowledge knowledge,
      SimulatedSystem system,
      SplittableRandom random,
      ModelDefinition model,
      List<UUID> few) {
    this.knowledge = knowledge;
    this.system = system;
    this.random = random;
    this.model = model;
    this.few = few;
  }

  /** Models one of which has unique places. */
  static Schema schema(SplittableRandom random) {
    SchemaGenerator.Limits limits =
        new SchemaGenerator.Limits(
            1 + random.nextInt(2),
            1 + random.nextInt(2),
            List.of(OnDelete.CASCADE, OnDelete.SET_NULL, OnDelete.PROTECT),
            true,
            true,
            false);
    Schema schema = SchemaGenerator.next(random, limits);
    for (int i = 1;
        i < SCHEMAS_TRIED && schema.models().stream().noneMatch(Movers::hasPlaces);
        i++) {
      schema = SchemaGenerator.next(random, limits);
    }
    return schema;
  }

  private static boolean hasPlaces(ModelDefinition model) {
    return model.field("code").isPresent()
        || model.foreignKeys().stream().anyMatch(ForeignKeyConstraint::single);
  }

  /**
   * Adds clients that move.
   *
   * @param phase tells them from those of other phases
   */
  static void spawn(
      SharedKnowledge knowledge, SimulatedSystem system, SplittableRandom random, int phase) {
    List<ModelDefinition> models =
        system.schema().models().stream().filter(Movers::hasPlaces).toList();
    if (models.isEmpty()) {
      return;
    }
    ModelDefinition model = models.get(random.nextInt(models.size()));
    List<UUID> known = knowledge.known(model.plural());
    List<UUID> few = new ArrayList<>(known.subList(0, Math.min(known.size(), 2)));
    int count = 2 + random.nextInt(3);
    for (int i = 1; i <= count; i++) {
      String name = "mover-" + phase + i;
      Movers mover = new Movers(knowledge, system, random.split(), model, few);
      system.spawnClient(name, () -> mover.run(name));
    }
  }

  private void run(String name) {
    int times = 2 + random.nextInt(4);
    for (int i = 1; i <= times; i++) {
      try {
        move(name + "." + i);
      } catch (StoreException e) {
        // The client was told of trouble: it knows nothing, as its request's record says.
      }
    }
  }

  private void move(String label) {
    ObjectNode fields = Json.object().put("label", label);
    if (model.field("code").isPresent() && random.nextInt(6) != 0) {
      fields.put("code", "code-" + random.nextInt(2));
    }
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      List<UUID> parents = knowledge.known(key.parentPlural());
      if (!parents.isEmpty()) {
        UUID parent = parents.get(random.nextInt(Math.min(parents.size(), 2)));
        fields.put(key.field(), parent.toString());
      }
    }
    int dice = random.nextInt(8);
    if (few.isEmpty() || dice == 0) {
      create(fields);
    } else {
      UUID target = few.get(random.nextInt(few.size()));
      if (dice == 1) {
        system.delete(model, target, DeleteOptions.async());
      } else {
        system.patch(model, target, fields);
      }
    }
  }

  private void create(ObjectNode fields) {
    boolean complete =
        model.foreignKeys().stream().allMatch(key -> key.nullable() || fields.has(key.field()));
    if (!complete) {
      return;
    }
    UUID id = system.create(model, fields, null).id();
    if (id != null && few.size() < 4) {
      few.add(id);
    }
  }
}
