package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Limits;
import dev.ligature.data.read.RelatedEntities.Children;
import dev.ligature.functions.http.ApiLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Puts related entities into the JSON of those that refer to them, level by level and in batches:
 * the requests follow the number of distinct entities, not the number of places where they appear.
 * For one request on one thread.
 */
final class Embedding {

  /** The member with links to the children that did not fit, by relationship. */
  static final String MORE = "_more";

  private final Services services;
  private final String base;
  private int included;

  Embedding(Services services, String base) {
    this.services = services;
    this.base = base;
  }

  /** The entities as JSON with everything included, in their order. */
  List<ObjectNode> render(List<Entity> entities, Selection selection, Includes includes) {
    List<ObjectNode> rendered = new ArrayList<>();
    Map<UUID, ObjectNode> byId = new LinkedHashMap<>();
    for (Entity entity : entities) {
      ObjectNode json = selection.apply(entity.toJson());
      rendered.add(json);
      byId.put(entity.id(), json);
    }
    embed(entities, byId, includes);
    return rendered;
  }

  private void embed(List<Entity> entities, Map<UUID, ObjectNode> json, Includes includes) {
    if (entities.isEmpty()) {
      return;
    }
    includes
        .branches()
        .forEach(
            (relationship, inner) -> {
              switch (relationship) {
                case Relationship.ToParent to -> embedParent(entities, json, to, inner);
                case Relationship.ToChild to -> embedChild(entities, json, to, inner);
                case Relationship.ToChildren to -> embedChildren(entities, json, to, inner);
              }
            });
  }

  private void embedParent(
      List<Entity> entities, Map<UUID, ObjectNode> json, Relationship.ToParent to, Includes inner) {
    Map<UUID, Entity> parents = services.engine().related().parents(entities, to.constraint());
    Map<UUID, ObjectNode> rendered = level(parents.values().stream().toList(), inner);
    for (Entity entity : entities) {
      UUID parent = entity.reference(to.constraint());
      in(json, entity).set(to.name(), parent == null ? null : rendered.get(parent));
    }
  }

  private void embedChild(
      List<Entity> entities, Map<UUID, ObjectNode> json, Relationship.ToChild to, Includes inner) {
    Map<UUID, Entity> children =
        services
            .engine()
            .related()
            .child(entities.stream().map(Entity::id).toList(), to.constraint());
    Map<UUID, ObjectNode> rendered = level(children.values().stream().toList(), inner);
    for (Entity entity : entities) {
      Entity child = children.get(entity.id());
      in(json, entity).set(to.name(), child == null ? null : rendered.get(child.id()));
    }
  }

  private void embedChildren(
      List<Entity> entities,
      Map<UUID, ObjectNode> json,
      Relationship.ToChildren to,
      Includes inner) {
    int share = Math.max(1, (ApiLimits.INCLUDED_ENTITIES - included) / entities.size());
    Map<UUID, Children> found =
        services
            .engine()
            .related()
            .children(
                entities.stream().map(Entity::id).toList(),
                to.constraint(),
                Math.min(share, Limits.INCLUDE_CHILDREN));
    List<Entity> all = found.values().stream().flatMap(c -> c.items().stream()).toList();
    Map<UUID, ObjectNode> rendered = level(all, inner);
    for (Entity entity : entities) {
      Children children = found.getOrDefault(entity.id(), new Children(List.of(), false));
      ArrayNode array = in(json, entity).putArray(to.name());
      children.items().forEach(child -> array.add(rendered.get(child.id())));
      if (children.more()) {
        String link = base + "/" + entity.model().plural() + "/" + entity.id() + "/" + to.name();
        String cursor =
            children.items().isEmpty()
                ? ""
                : "?cursor=" + Parameters.cursor(children.items().getLast().id());
        in(json, entity).withObject("/" + MORE).put(to.name(), link + cursor);
      }
    }
  }

  /** The JSON of an entity of the level that is being embedded into. */
  private static ObjectNode in(Map<UUID, ObjectNode> json, Entity entity) {
    return Objects.requireNonNull(json.get(entity.id()));
  }

  /** One level of distinct entities; the places that show one share its tree. */
  private Map<UUID, ObjectNode> level(List<Entity> entities, Includes inner) {
    included += entities.size();
    Map<UUID, ObjectNode> json = new LinkedHashMap<>();
    entities.forEach(entity -> json.put(entity.id(), entity.toJson()));
    embed(entities, json, inner);
    return json;
  }
}
