package dev.ligature;

import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Limits;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Loads what entities refer to, and what refers to them, in batches: each distinct entity is
 * fetched once, and all of a batch side by side. A relationship goes by its name on the side that
 * is given.
 *
 * <pre>{@code
 * List<Stored<Post>> posts = ligature.service(Post.class).list().items();
 * Map<UUID, Stored<Author>> authors = ligature.resolver().parents(posts, "author", Author.class);
 * Map<UUID, List<Stored<Comment>>> comments =
 *     ligature.resolver().children(posts, "comments", Comment.class);
 * }</pre>
 *
 * <p>For models that have a record; JSON entities have {@link
 * dev.ligature.data.read.RelatedEntities}. Safe for many threads.
 */
public final class RelationshipResolver {

  private final Schema schema;
  private final dev.ligature.data.read.RelatedEntities resolver;
  private final Function<ModelDefinition, dev.ligature.data.read.EntityQuery> queries;

  RelationshipResolver(
      Schema schema,
      dev.ligature.data.read.RelatedEntities resolver,
      Function<ModelDefinition, dev.ligature.data.read.EntityQuery> queries) {
    this.schema = schema;
    this.resolver = resolver;
    this.queries = queries;
  }

  /**
   * Many-to-one: what these entities refer to, by id. One GET for each distinct parent. A parent
   * that is gone (DO_NOTHING leaves such keys) is not in the map.
   *
   * @param relationship its name as the children see it: {@code author}
   * @throws IllegalArgumentException if there is no such relationship
   */
  public <C, P> Map<UUID, Stored<P>> parents(
      Collection<Stored<C>> children, String relationship, Class<P> parent) {
    if (children.isEmpty()) {
      return Map.of();
    }
    RecordMapping<C> childMapping = mappingOf(children);
    RecordMapping<P> parentMapping = mapping(parent);
    ForeignKeyConstraint constraint =
        find(
            childMapping.model(),
            childMapping.model().foreignKeys(),
            relationship,
            key ->
                key.parentName().equals(relationship)
                    && key.parent().equals(parentMapping.model().name()));
    Map<UUID, Stored<P>> parents = new LinkedHashMap<>();
    resolver
        .parents(children.stream().map(childMapping::entity).toList(), constraint)
        .forEach((id, entity) -> parents.put(id, parentMapping.stored(entity)));
    return parents;
  }

  /**
   * Has-many: what refers to these entities, by the parent's id, in the order of creation, however
   * many they are. One LIST for each distinct parent and 1,000 children, and one GET for each
   * child. Every parent is in the map.
   *
   * @param relationship its name as the parents see it: {@code posts}
   * @throws IllegalArgumentException if there is no such relationship
   */
  public <P, C> Map<UUID, List<Stored<C>>> children(
      Collection<Stored<P>> parents, String relationship, Class<C> child) {
    if (parents.isEmpty()) {
      return Map.of();
    }
    RecordMapping<C> childMapping = mapping(child);
    ModelDefinition parentModel = mappingOf(parents).model();
    ForeignKeyConstraint constraint =
        find(
            parentModel,
            parentModel.referencedBy(),
            relationship,
            key ->
                key.childrenName().equals(relationship)
                    && key.child().equals(childMapping.model().name()));
    Map<UUID, List<Stored<C>>> children = new LinkedHashMap<>();
    resolver
        .children(parents.stream().map(Stored::id).toList(), constraint, ObjectStore.MAX_BATCH)
        .forEach(
            (parent, found) -> {
              List<Entity> all = new ArrayList<>(found.items());
              if (found.more()) {
                addRest(all, childMapping.model(), constraint, parent);
              }
              children.put(parent, all.stream().map(childMapping::stored).toList());
            });
    return children;
  }

  /**
   * Has-one: the child of each of these entities that has one, by the parent's id.
   *
   * @param relationship its name as the parents see it: {@code profile}
   * @throws IllegalArgumentException if there is no such relationship
   */
  public <P, C> Map<UUID, Stored<C>> child(
      Collection<Stored<P>> parents, String relationship, Class<C> child) {
    Map<UUID, Stored<C>> only = new LinkedHashMap<>();
    children(parents, relationship, child)
        .forEach((parent, found) -> found.stream().findFirst().ifPresent(c -> only.put(parent, c)));
    return only;
  }

  private void addRest(
      List<Entity> all, ModelDefinition child, ForeignKeyConstraint constraint, UUID parent) {
    dev.ligature.data.read.EntityQuery query =
        queries.apply(child).where(constraint.field(), parent).limit(Limits.PAGE_MAX);
    UUID after = all.isEmpty() ? null : all.getLast().id();
    do {
      dev.ligature.data.read.EntityPage page = query.after(after).page();
      all.addAll(page.items());
      after = page.next();
    } while (after != null);
  }

  private static ForeignKeyConstraint find(
      ModelDefinition model,
      List<ForeignKeyConstraint> constraints,
      String relationship,
      Predicate<ForeignKeyConstraint> fits) {
    return constraints.stream()
        .filter(fits)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    model.name() + " has no relationship \"" + relationship + "\" of that class"));
  }

  @SuppressWarnings(
      "unchecked") // The class of a T's value is a Class<T>: records have no subclass.
  private <T> RecordMapping<T> mappingOf(Collection<Stored<T>> entities) {
    return mapping((Class<T>) entities.iterator().next().value().getClass());
  }

  private <T> RecordMapping<T> mapping(Class<T> type) {
    return RecordMapping.of(schema, type);
  }
}
