package dev.ligature.simulation.world;

import dev.ligature.bucket.Entity;
import dev.ligature.data.EntityService;
import dev.ligature.data.read.EntityPage;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.data.read.RelatedEntities;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.world.Life.State;
import dev.ligature.simulation.world.Sightings.Condition;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bucket at rest in every way that the API offers, and compares it with what truly stands
 * there.
 */
final class FinalReading {

  private static final int PAGE = 3;

  private final Schema schema;
  private final ObjectStore store;
  private final Platform platform;
  private final Truth truth;
  private final EntityService entities;
  private final RelatedEntities related;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param store the bucket itself
   * @param platform whose steps nothing interrupts
   */
  FinalReading(Schema schema, ObjectStore store, Platform platform, Truth truth) {
    this.schema = schema;
    this.store = store;
    this.platform = platform;
    this.truth = truth;
    Engine engine = Engine.of(EngineConfig.of(schema, store).withPlatform(platform));
    this.entities = engine.entities();
    this.related = engine.related();
  }

  /** Where the API and the bucket differ. */
  List<String> violations() {
    return violations;
  }

  /**
   * Reads everything.
   *
   * @return the version of every entity that there is
   */
  Map<UUID, Long> read() {
    Map<UUID, Long> versions = new TreeMap<>();
    for (Life life : truth.lives().values()) {
      Optional<Entity> found = entities.get(life.model(), life.id());
      if (found.isPresent() != life.alive()
          || found.filter(entity -> !same(life, entity)).isPresent()) {
        violations.add(
            "P4: " + life + " is " + (life.alive() ? life.last() : "gone") + ", and read " + found);
      }
      found.ifPresent(entity -> versions.put(life.id(), entity.version()));
    }
    for (ModelDefinition model : schema.models()) {
      compare(model, null);
      for (ForeignKeyConstraint key : model.foreignKeys()) {
        readKey(model, key);
      }
      for (Field field : model.fields()) {
        if (field.indexed() || field.unique()) {
          values(model, field.name())
              .forEach(value -> compare(model, new Condition(field.name(), value)));
        }
      }
    }
    return versions;
  }

  private static boolean same(Life life, Entity entity) {
    return entity.version() == life.last().version() && life.last().has(entity.fields());
  }

  /** Every value that the field ever had. */
  private Set<String> values(ModelDefinition model, String field) {
    Set<String> values = new TreeSet<>();
    for (Life life : truth.lives().values()) {
      for (State state : life.states()) {
        if (life.model().equals(model) && state.fields().path(field).isTextual()) {
          values.add(state.fields().path(field).asText());
        }
      }
    }
    return values;
  }

  /** Lists page by page. */
  private void compare(ModelDefinition model, @Nullable Condition condition) {
    List<UUID> listed = new ArrayList<>();
    EntityQuery query = new EntityQuery(store, platform, model).limit(PAGE);
    if (condition != null) {
      query = query.where(condition.field(), condition.value());
    }
    UUID after = null;
    do {
      EntityPage page = query.after(after).page();
      page.items().forEach(entity -> listed.add(entity.id()));
      after = page.next();
    } while (after != null);
    List<UUID> there = alive(model, state -> condition == null || condition.meets(state));
    if (!listed.equals(there)) {
      violations.add(
          "P4: a list of "
              + model.plural()
              + (condition == null ? "" : " with " + condition)
              + " shows "
              + listed
              + ", but there are "
              + there);
    }
  }

  private List<UUID> alive(ModelDefinition model, Predicate<State> which) {
    return truth.lives().values().stream()
        .filter(life -> life.model().equals(model) && life.alive() && which.test(life.last()))
        .map(Life::id)
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }

  private void readKey(ModelDefinition model, ForeignKeyConstraint key) {
    List<UUID> parents =
        truth.lives().values().stream()
            .filter(life -> life.model().plural().equals(key.parentPlural()))
            .map(Life::id)
            .toList();
    Map<UUID, RelatedEntities.Children> children =
        related.children(parents, key, ObjectStore.MAX_BATCH);
    Map<UUID, Entity> only = key.single() ? related.child(parents, key) : Map.of();
    for (UUID parent : parents) {
      Condition condition = new Condition(key.field(), parent.toString());
      compare(model, condition);
      List<UUID> there = alive(model, condition::meets);
      List<UUID> shown = new ArrayList<>();
      RelatedEntities.Children found = children.get(parent);
      if (found != null) {
        found.items().forEach(child -> shown.add(child.id()));
      }
      // A page of references may be shorter than asked for.
      boolean complete = found != null && !found.more();
      if (complete ? !shown.equals(there) : !there.containsAll(shown)) {
        violations.add("P4: " + parent + " includes " + shown + ", but there are " + there);
      }
      if (key.single() && only.containsKey(parent) == there.isEmpty()) {
        violations.add("P4: " + parent + " has one child " + only.get(parent) + " of " + there);
      }
    }
  }
}
