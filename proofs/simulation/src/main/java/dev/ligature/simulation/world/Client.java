package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.data.read.EntityPage;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.simulation.world.Sightings.Condition;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One client: a few requests one after the other, chosen by chance, on what it knows of. */
final class Client {

  /** Values of the field {@code code}, so few that clients want the same. */
  static final List<String> CODES = List.of("code-0", "code-1", "code-2");

  /** Values of the field {@code tag}. */
  private static final List<String> TAGS = List.of("tag-0", "tag-1");

  private final SharedKnowledge knowledge;
  private final SimulatedSystem system;
  private final Api api;
  private final SplittableRandom random;
  private final String name;
  private final Map<UUID, Long> versionsSeen = new HashMap<>();
  private int written;

  /**
   * @param api which version of the program it talks to
   */
  Client(
      SharedKnowledge knowledge,
      SimulatedSystem system,
      Api api,
      SplittableRandom random,
      String name) {
    this.knowledge = knowledge;
    this.system = system;
    this.api = api;
    this.random = random;
    this.name = name;
  }

  /** An entity that clients know of. */
  record Known(ModelDefinition model, UUID id) {}

  /** A create that may be sent again, by anybody and at any time. */
  record Repeatable(ModelDefinition model, ObjectNode fields, String key) {}

  void run(int requests) {
    for (int i = 0; i < requests; i++) {
      try {
        request();
      } catch (StoreException e) {
        // The client was told of trouble: it knows nothing, as its request's record says.
      }
    }
  }

  /** As the version of the program knows it that this client talks to. */
  private Known served(Known known) {
    return new Known(api.schema().plural(known.model().plural()).orElseThrow(), known.id());
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void request() {
    int dice = random.nextInt(100);
    Optional<Known> target = knowledge.pick(random).map(this::served);
    if (target.isEmpty() || dice < 22) {
      create();
    } else if (dice < 26) {
      repeat();
    } else if (dice < 42) {
      move(target.get());
    } else if (dice < 47) {
      recode(target.get());
    } else if (dice < 50) {
      update(target.get(), Json.object());
    } else if (dice < 56) {
      replace(target.get());
    } else if (dice < 60) {
      read(target.get());
    } else if (dice < 65) {
      list(target.get().model());
    } else if (dice < 69) {
      api.include(target.get().model(), target.get().id(), 1 + random.nextInt(4));
    } else if (dice < 71) {
      knowledge.anyJob(random).ifPresent(this::meddle);
    } else {
      delete(target.get());
    }
  }

  private String nextLabel() {
    return name + "." + ++written;
  }

  // --- creates ---

  private void create() {
    ModelDefinition model = any(api.schema().models());
    Optional<ObjectNode> fields = fields(model);
    if (fields.isEmpty()) {
      return;
    }
    if (oneIn(8)) {
      createBatch(model, fields.get());
    } else if (oneIn(4)) {
      createRepeatably(new Repeatable(model, fields.get(), "key of " + label(fields.get())));
    } else {
      learn(api.create(model, fields.get(), null), model);
    }
  }

  private static String label(ObjectNode fields) {
    return fields.path("label").asText();
  }

  private void createRepeatably(Repeatable create) {
    knowledge.remember(create);
    if (oneIn(2)) {
      // An impatient caller: the same request again while the first is under way.
      system.spawnClient(name + "-again", () -> send(create));
    }
    try {
      send(create);
    } catch (StoreException e) {
      send(create);
    }
  }

  private void send(Repeatable create) {
    learn(api.create(create.model(), create.fields(), create.key()), create.model());
  }

  /** Somebody sends an earlier create again, whatever has become of its entity. */
  private void repeat() {
    Optional<Repeatable> earlier =
        knowledge
            .anyRepeatable(random)
            .filter(create -> api.schema().models().contains(create.model()));
    if (earlier.isPresent() && oneIn(6)) {
      // Under the key of another request.
      Repeatable taken = earlier.get();
      ObjectNode other = taken.fields().deepCopy().put("label", nextLabel());
      send(new Repeatable(taken.model(), other, taken.key()));
    } else {
      earlier.ifPresent(this::send);
    }
  }

  private void createBatch(ModelDefinition model, ObjectNode first) {
    List<ObjectNode> items = new ArrayList<>(List.of(first));
    for (int more = 1 + random.nextInt(2); more > 0; more--) {
      fields(model).ifPresent(items::add);
    }
    String key = oneIn(2) ? "batch of " + label(first) : null;
    int times = key != null && oneIn(2) ? 2 : 1;
    for (int i = 0; i < times; i++) {
      api.createBatch(model, items, key).forEach(request -> learn(request, model));
    }
  }

  private void learn(Request request, ModelDefinition model) {
    Entity entity = request.entity();
    if (entity != null) {
      versionsSeen.put(entity.id(), entity.version());
      knowledge.learn(model, entity.id());
    }
  }

  /** Fields of an entity; empty if there is no parent for a key that must have one. */
  private Optional<ObjectNode> fields(ModelDefinition model) {
    ObjectNode fields = Json.object();
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      Optional<UUID> parent = parent(key);
      if (parent.isEmpty() && !key.nullable()) {
        return Optional.empty();
      }
      parent.ifPresent(id -> fields.put(key.field(), id.toString()));
    }
    if (model.field("code").isPresent() && !oneIn(3)) {
      fields.put("code", any(CODES));
    }
    if (model.field("tag").isPresent() && !oneIn(3)) {
      fields.put("tag", any(TAGS));
    }
    return Optional.of(fields.put("label", nextLabel()));
  }

  private Optional<UUID> parent(ForeignKeyConstraint key) {
    if (key.nullable() && oneIn(8)) {
      return Optional.empty();
    }
    List<UUID> candidates = knowledge.known(key.parentPlural());
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    // The first few are in everyone's hands: races are about them.
    int hot = Math.min(candidates.size(), 1 + random.nextInt(3));
    return Optional.of(candidates.get(random.nextInt(oneIn(4) ? candidates.size() : hot)));
  }

  // --- updates ---

  private void move(Known target) {
    List<ForeignKeyConstraint> keys = target.model().foreignKeys();
    ObjectNode patch = Json.object();
    if (!keys.isEmpty()) {
      ForeignKeyConstraint key = any(keys);
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
    for (Field field : target.model().fields()) {
      if (field.name().equals("code") || field.name().equals("tag")) {
        if (oneIn(4)) {
          patch.putNull(field.name());
        } else {
          patch.put(field.name(), any(field.name().equals("code") ? CODES : TAGS));
        }
      }
    }
    update(target, patch);
  }

  private void update(Known target, ObjectNode patch) {
    Long version = version(target);
    learn(
        api.patch(target.model(), target.id(), patch.put("label", nextLabel()), version),
        target.model());
  }

  private void replace(Known target) {
    Long version = version(target);
    fields(target.model())
        .ifPresent(
            fields ->
                learn(api.replace(target.model(), target.id(), fields, version), target.model()));
  }

  /** The only version that a request is to apply to: seen just now, long ago, or never. */
  private @Nullable Long version(Known target) {
    if (oneIn(2)) {
      return null;
    }
    if (!versionsSeen.containsKey(target.id()) || oneIn(2)) {
      read(target);
    }
    long seen = versionsSeen.getOrDefault(target.id(), 1L);
    return oneIn(8) ? seen + 1 + random.nextInt(2) : seen;
  }

  // --- reads ---

  private void read(Known target) {
    Entity entity = api.read(target.model(), target.id()).entity();
    if (entity != null) {
      versionsSeen.put(target.id(), entity.version());
    }
  }

  private void list(ModelDefinition model) {
    List<Condition> conditions = new ArrayList<>();
    if (!model.foreignKeys().isEmpty() && oneIn(2)) {
      ForeignKeyConstraint key = any(model.foreignKeys());
      parent(key).ifPresent(id -> conditions.add(new Condition(key.field(), id.toString())));
    }
    if (model.field("tag").isPresent() && oneIn(2)) {
      conditions.add(new Condition("tag", any(TAGS)));
    }
    int limit = 1 + random.nextInt(4);
    UUID after = null;
    do {
      EntityPage page = api.list(model, conditions, after, limit);
      page.items().forEach(item -> versionsSeen.put(item.id(), item.version()));
      after = page.next();
    } while (after != null && !oneIn(3));
  }

  // --- deletes and jobs ---

  private void delete(Known target) {
    DeleteOptions options = oneIn(3) ? DeleteOptions.async() : DeleteOptions.defaults();
    Long version = version(target);
    Request request = api.delete(target.model(), target.id(), options.onlyVersion(version));
    UUID jobId = request.jobId();
    if (jobId != null) {
      knowledge.learnJob(jobId);
      if (oneIn(8)) {
        api.cancel(jobId);
      }
    }
  }

  private void meddle(UUID jobId) {
    if (oneIn(3)) {
      api.cancel(jobId);
    } else {
      api.lookAtJob(jobId);
    }
  }
}
