package dev.ligature.simulation.world;

import dev.ligature.bucket.Entity;
import dev.ligature.data.read.EntityPage;
import dev.ligature.data.read.RelatedEntities.Children;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.simulation.world.Life.State;
import dev.ligature.simulation.world.Life.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges every answer that shows or denies an entity: what it says must have been true at some
 * moment between the question and the answer.
 *
 * <p>As {@link Truth} knows the one order in which each entity truly changed, this is the same as
 * asking whether each entity's history is linearizable: an answer that comes after another has
 * ended can then be of no earlier moment. An answer about several entities (a page, an include)
 * need not be of one moment, but what it says of each must be.
 */
final class Sightings {

  /** A condition of a list: the field has this value. */
  record Condition(String field, String value) {

    boolean meets(State state) {
      return state.fields().path(field).asText("").equals(value);
    }
  }

  private final Truth truth;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param truth what the answers are compared with
   */
  Sightings(Truth truth) {
    this.truth = truth;
  }

  /** Answers that were true at no moment. */
  List<String> violations() {
    return violations;
  }

  /** The answer shows this entity. */
  void shown(Request asked, Entity entity) {
    require(
        asked,
        entity.id(),
        view ->
            view.state() != null
                && view.state().version() == entity.version()
                && view.state().has(entity.fields()),
        () -> "shows version " + entity.version() + " " + entity.fields());
  }

  /** The answer says that there is no such entity. */
  void denied(Request asked, UUID id) {
    require(asked, id, view -> !view.there(), () -> "denies it");
  }

  /** The answer says that the entity is there, whatever it holds. */
  void there(Request asked, UUID id) {
    require(asked, id, View::there, () -> "says that it is there");
  }

  /** The answer says that the entity is at this version, and not at the one that was asked for. */
  void atVersion(Request asked, UUID id, long version) {
    require(
        asked,
        id,
        view -> view.state() != null && view.state().version() == version,
        () -> "says that it is at version " + version);
    Long expected = asked.expectedVersion();
    if (expected == null || expected == version) {
      violations.add("history: " + asked + " was told of the wrong version " + version);
    }
  }

  /** The answer says that a delete that has not decided yet has its hand on the entity. */
  void condemned(Request asked, UUID id) {
    require(asked, id, View::condemned, () -> "says that it is being deleted");
  }

  /** The answer says that the entity holds this value. */
  void holds(Request asked, UUID id, Condition condition) {
    require(
        asked,
        id,
        view -> view.state() != null && condition.meets(view.state()),
        () -> "says that it holds " + condition);
  }

  /** The answer says that it has written this. */
  void wrote(Request asked, Entity entity) {
    Life life = truth.life(entity.id());
    boolean within =
        life != null
            && life.since(asked.begun()).stream()
                .anyMatch(
                    view ->
                        view.from() > asked.begun()
                            && view.state() != null
                            && view.state().version() == entity.version()
                            && view.state().has(entity.fields()));
    if (!within) {
      violations.add(
          "P3: "
              + asked
              + " was acknowledged, and yet version "
              + entity.version()
              + " of "
              + entity.id()
              + " did not come to be meanwhile");
    }
    Long expected = asked.expectedVersion();
    if (expected != null && entity.version() != expected + 1) {
      violations.add("P3: " + asked + " has written version " + entity.version());
    }
    if (life != null) {
      newParents(life, entity).forEach(parent -> referred(asked, parent));
    }
  }

  /** A write that sets a key is acknowledged only if the parent was there. */
  private void referred(Request asked, UUID parent) {
    if (truth.since(parent, asked.begun()).stream().noneMatch(View::there)) {
      violations.add("P2: " + asked + " was acknowledged, and " + parent + " was not there");
    }
  }

  /** Those that it refers to since this version; a key that stays may name what is gone by now. */
  private static List<UUID> newParents(Life life, Entity entity) {
    List<UUID> parents = new ArrayList<>();
    for (ForeignKeyConstraint key : life.model().foreignKeys()) {
      UUID parent = entity.reference(key);
      UUID before =
          entity.version() == 1 ? null : life.states().get((int) entity.version() - 2).parent(key);
      if (parent != null && !parent.equals(before)) {
        parents.add(parent);
      }
    }
    return parents;
  }

  /**
   * The answer is a page of a list.
   *
   * @param after the id that the page begins behind; {@code null} if it is the first
   */
  void page(
      Request asked,
      ModelDefinition model,
      List<Condition> conditions,
      @Nullable UUID after,
      EntityPage page) {
    String last = after == null ? "" : after.toString();
    for (Entity item : page.items()) {
      if (item.id().toString().compareTo(last) <= 0) {
        violations.add("history: " + asked + " shows " + item.id() + " out of order");
      }
      last = item.id().toString();
      shown(asked, item);
      State shown = new State(item.version(), item.fields());
      if (!conditions.stream().allMatch(condition -> condition.meets(shown))) {
        violations.add("history: " + asked + " shows what it was not asked for: " + item.id());
      }
    }
    String first = after == null ? "" : after.toString();
    UUID next = page.next();
    omitted(
        asked,
        model,
        ids(page.items()),
        id -> id.compareTo(first) > 0 && (next == null || id.compareTo(next.toString()) <= 0),
        state -> conditions.stream().allMatch(condition -> condition.meets(state)));
  }

  /** The answer shows the children of parents. */
  void children(Request asked, ForeignKeyConstraint key, Map<UUID, Children> answer) {
    answer.forEach(
        (parent, children) -> {
          Condition refers = new Condition(key.field(), parent.toString());
          for (Entity child : children.items()) {
            shown(asked, child);
            if (!refers.meets(new State(child.version(), child.fields()))) {
              violations.add("history: " + asked + " shows a child of another: " + child.id());
            }
          }
          if (!children.more()) {
            omitted(asked, modelOf(key), ids(children.items()), _ -> true, refers::meets);
          }
        });
  }

  /** The answer shows the one child of each parent that has one. */
  void onlyChildren(
      Request asked, ForeignKeyConstraint key, Set<UUID> parents, Map<UUID, Entity> answer) {
    for (UUID parent : parents) {
      Condition refers = new Condition(key.field(), parent.toString());
      Entity child = answer.get(parent);
      if (child == null) {
        omitted(asked, modelOf(key), Set.of(), _ -> true, refers::meets);
      } else {
        shown(asked, child);
      }
    }
  }

  /** The answer shows the parents that these children refer to. */
  void parents(
      Request asked, ForeignKeyConstraint key, List<Entity> children, Map<UUID, Entity> answer) {
    for (Entity child : children) {
      UUID parent = child.reference(key);
      if (parent != null && answer.containsKey(parent)) {
        shown(asked, answer.get(parent));
      } else if (parent != null) {
        denied(asked, parent);
      }
    }
  }

  private ModelDefinition modelOf(ForeignKeyConstraint key) {
    return truth.schema().plural(key.childPlural()).orElseThrow();
  }

  private static Set<UUID> ids(List<Entity> entities) {
    Set<UUID> ids = new HashSet<>();
    entities.forEach(entity -> ids.add(entity.id()));
    return ids;
  }

  /** Whoever is in range and not in the answer must at some moment not have belonged there. */
  private void omitted(
      Request asked,
      ModelDefinition model,
      Set<UUID> answered,
      Predicate<String> inRange,
      Predicate<State> belongs) {
    for (Life life : truth.lives().values()) {
      if (life.model().equals(model)
          && !answered.contains(life.id())
          && inRange.test(life.id().toString())) {
        require(
            asked,
            life.id(),
            view -> view.state() == null || !belongs.test(view.state()),
            () -> "leaves it out");
      }
    }
  }

  private interface Claim {
    String text();
  }

  private void require(Request asked, UUID id, Predicate<View> fits, Claim claim) {
    List<View> views = truth.since(id, asked.begun());
    if (views.stream().noneMatch(fits)) {
      violations.add(
          "history: "
              + asked
              + ": the answer "
              + claim.text()
              + ", and "
              + id
              + " was never so, but "
              + views.stream().map(View::toString).toList());
    }
  }
}
