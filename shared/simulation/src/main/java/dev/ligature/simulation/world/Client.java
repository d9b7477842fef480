package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.data.entity.Json;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One client: a few requests one after the other, chosen by chance, on what it knows of. */
final class Client {

  private final World world;
  private final Setting setting;
  private final SplittableRandom random;
  private final String name;
  private int written;

  Client(World world, Setting setting, SplittableRandom random, String name) {
    this.world = world;
    this.setting = setting;
    this.random = random;
    this.name = name;
  }

  /** An entity that clients know of. */
  record Known(ModelDefinition model, UUID id) {}

  void run(int requests) {
    for (int i = 0; i < requests; i++) {
      try {
        request();
      } catch (StoreException e) {
        // The client was told of trouble: it knows nothing, as its request's record says.
        continue;
      }
    }
  }

  private void request() {
    int dice = random.nextInt(100);
    Optional<Known> target = world.pick(random);
    if (target.isEmpty() || dice < 27) {
      create();
    } else if (dice < 50) {
      move(target.get());
    } else if (dice < 56) {
      recode(target.get());
    } else if (dice < 60) {
      update(target.get(), Json.object());
    } else if (dice < 70) {
      setting.read(target.get().model(), target.get().id());
    } else {
      DeleteOptions options =
          random.nextInt(3) == 0 ? DeleteOptions.async() : DeleteOptions.defaults();
      Request request = setting.delete(target.get().model(), target.get().id(), options);
      if (request.jobId() != null && random.nextInt(8) == 0) {
        setting.cancel(request.jobId());
      }
    }
  }

  private String nextLabel() {
    return name + "." + ++written;
  }

  private void create() {
    List<ModelDefinition> models = setting.schema().models();
    ModelDefinition model = models.get(random.nextInt(models.size()));
    ObjectNode fields = Json.object();
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      Optional<UUID> parent = parent(key);
      if (parent.isEmpty() && !key.nullable()) {
        return;
      }
      parent.ifPresent(id -> fields.put(key.field(), id.toString()));
    }
    if (model.field("code").isPresent() && random.nextInt(3) != 0) {
      fields.put("code", code());
    }
    String label = nextLabel();
    fields.put("label", label);
    if (random.nextInt(5) != 0) {
      create(model, fields, null);
      return;
    }
    String key = "key of " + label;
    if (random.nextInt(2) == 0) {
      // An impatient caller: the same request again while the first is under way.
      world.spawnClient(name + "-again", () -> create(model, fields, key));
    }
    try {
      create(model, fields, key);
    } catch (StoreException e) {
      create(model, fields, key);
    }
  }

  private void create(ModelDefinition model, ObjectNode fields, @Nullable String key) {
    Request request = setting.create(model, fields, key);
    UUID id = request.id();
    if (request.answer() == Request.Answer.DONE && id != null) {
      world.learn(new Known(model, id));
    }
  }

  private Optional<UUID> parent(ForeignKeyConstraint key) {
    if (key.nullable() && random.nextInt(8) == 0) {
      return Optional.empty();
    }
    List<UUID> candidates = world.known(key.parentPlural());
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    // The first few are in everyone's hands: races are about them.
    int hot = Math.min(candidates.size(), 1 + random.nextInt(3));
    return Optional.of(
        candidates.get(random.nextInt(random.nextInt(4) == 0 ? candidates.size() : hot)));
  }

  private String code() {
    return "code-" + random.nextInt(3);
  }

  private void move(Known target) {
    List<ForeignKeyConstraint> keys = target.model().foreignKeys();
    ObjectNode patch = Json.object();
    if (!keys.isEmpty()) {
      ForeignKeyConstraint key = keys.get(random.nextInt(keys.size()));
      Optional<UUID> parent = parent(key);
      if (parent.isPresent()) {
        patch.put(key.field(), parent.get().toString());
      } else if (key.nullable()) {
        patch.putNull(key.field());
      }
    }
    update(target, patch);
  }

  private void recode(Known target) {
    ObjectNode patch = Json.object();
    if (target.model().field("code").isPresent()) {
      if (random.nextInt(4) == 0) {
        patch.putNull("code");
      } else {
        patch.put("code", code());
      }
    }
    update(target, patch);
  }

  private void update(Known target, ObjectNode patch) {
    setting.patch(target.model(), target.id(), patch.put("label", nextLabel()));
  }
}
