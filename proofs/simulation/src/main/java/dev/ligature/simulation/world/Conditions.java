package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.plan.DecidingModels;
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
 * Clients that delete one entity If-Match the version that they have seen, while others delete what
 * it refers to by SET_NULL, and so change it: among all that clients may ask for, the two meet too
 * seldom.
 */
final class Conditions {

  private static final int SCHEMAS_TRIED = 30;

  private final SimulatedSystem system;
  private final SplittableRandom random;

  private Conditions(SimulatedSystem system, SplittableRandom random) {
    this.system = system;
    this.random = random;
  }

  /** Models one of which has a key that may become null, and is deleted by a plan. */
  static Schema schema(SplittableRandom random) {
    SchemaGenerator.Limits limits =
        new SchemaGenerator.Limits(
            2 + random.nextInt(2),
            2,
            List.of(OnDelete.CASCADE, OnDelete.SET_NULL, OnDelete.SET_NULL, OnDelete.RESTRICT),
            false,
            false,
            false);
    Schema schema = SchemaGenerator.next(random, limits);
    for (int i = 1; i < SCHEMAS_TRIED && targets(schema).isEmpty(); i++) {
      schema = SchemaGenerator.next(random, limits);
    }
    return schema;
  }

  private static List<ModelDefinition> targets(Schema schema) {
    DecidingModels deciding = new DecidingModels(schema);
    return schema.models().stream()
        .filter(deciding::mustPlan)
        .filter(model -> model.foreignKeys().stream().anyMatch(Conditions::setsNull))
        .toList();
  }

  private static boolean setsNull(ForeignKeyConstraint key) {
    return key.onDelete() == OnDelete.SET_NULL;
  }

  /**
   * Adds the clients.
   *
   * @param phase tells them from those of other phases
   */
  static void spawn(SimulatedSystem system, SplittableRandom random, int phase) {
    List<ModelDefinition> models = targets(system.schema());
    List<Life> candidates =
        system.truth().lives().values().stream()
            .filter(life -> life.alive() && models.contains(life.model()))
            .filter(life -> !owners(life).isEmpty())
            .toList();
    if (candidates.isEmpty()) {
      return;
    }
    Life target = candidates.get(random.nextInt(candidates.size()));
    List<Life> owners =
        owners(target).stream()
            .map(system.truth().lives()::get)
            .filter(owner -> owner != null && owner != target)
            .toList();
    int count = 2 + random.nextInt(3);
    for (int i = 1; i <= count; i++) {
      Conditions client = new Conditions(system, random.split());
      String name = "condition-" + phase + i;
      Life owner = owners.isEmpty() ? target : owners.get(random.nextInt(owners.size()));
      system.spawnClient(name, () -> client.run(name + ".1", target, owner));
    }
  }

  private static List<UUID> owners(Life life) {
    List<UUID> owners = new ArrayList<>();
    for (ForeignKeyConstraint key : life.model().foreignKeys()) {
      UUID parent = life.parent(key);
      if (parent != null && setsNull(key)) {
        owners.add(parent);
      }
    }
    return owners;
  }

  private void run(String label, Life target, Life owner) {
    try {
      switch (random.nextInt(8)) {
        case 0 -> change(label, target);
        case 1, 2, 3 -> deleteAsSeen(target);
        default -> system.delete(owner.model(), owner.id(), options());
      }
    } catch (StoreException e) {
      // The client was told of trouble: it knows nothing, as its request's record says.
      return;
    }
  }

  private DeleteOptions options() {
    return random.nextBoolean() ? DeleteOptions.async() : DeleteOptions.defaults();
  }

  private void deleteAsSeen(Life target) {
    Entity seen = system.api().read(target.model(), target.id()).entity();
    if (seen != null) {
      system.delete(target.model(), target.id(), options().onlyVersion(seen.version()));
    }
  }

  private void change(String label, Life target) {
    ObjectNode patch = Json.object().put("label", label);
    system.patch(target.model(), target.id(), patch);
  }
}
