package dev.ligature.data.read;

import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Loads related entities in batches, in both directions, each distinct entity once and all of a
 * batch side by side. Safe for many threads.
 */
public final class RelatedEntities {

  /** References of one parent that are looked at at once for its one child. */
  private static final int HINTS_OF_HAS_ONE = 20;

  private final Schema schema;
  private final ObjectStore store;
  private final Platform platform;
  private final EntityReader reader;

  /** Reads from this store. */
  public RelatedEntities(Schema schema, ObjectStore store, Platform platform) {
    this.schema = schema;
    this.store = store;
    this.platform = platform;
    this.reader = new EntityReader(store, platform);
  }

  /**
   * The children of one parent.
   *
   * @param items in the order of their ids
   * @param more whether there may be more than the limit let through
   */
  public record Children(List<Entity> items, boolean more) {
    public Children {
      items = List.copyOf(items);
    }
  }

  /**
   * Many-to-one: the parents that these children refer to, by id. A parent that is gone (DO_NOTHING
   * leaves such keys) is not in the map.
   */
  public Map<UUID, Entity> parents(Collection<Entity> children, ForeignKeyConstraint constraint) {
    ModelDefinition parentModel = schema.model(constraint.parent()).orElseThrow();
    Set<UUID> ids = new LinkedHashSet<>();
    for (Entity child : children) {
      UUID parent = child.reference(constraint);
      if (parent != null) {
        ids.add(parent);
      }
    }
    Map<UUID, Entity> parents = new LinkedHashMap<>();
    reader.getAll(parentModel, List.copyOf(ids)).forEach(p -> parents.put(p.id(), p));
    return parents;
  }

  /**
   * Has-many and has-one: the children that refer to these parents, by parent id. Every parent is
   * in the map.
   *
   * @param limit at most this many for each parent
   */
  public Map<UUID, Children> children(
      Collection<UUID> parents, ForeignKeyConstraint constraint, int limit) {
    ModelDefinition childModel = schema.model(constraint.child()).orElseThrow();
    List<UUID> distinct = List.copyOf(new LinkedHashSet<>(parents));
    List<ObjectPage> pages =
        platform
            .parallel()
            .map(distinct, parent -> store.list(Keys.references(constraint, parent), null, limit));
    Set<UUID> ids = new LinkedHashSet<>();
    pages.forEach(page -> ids.addAll(childIds(page)));
    Map<UUID, Entity> loaded = new LinkedHashMap<>();
    reader.getAll(childModel, List.copyOf(ids)).forEach(c -> loaded.put(c.id(), c));

    Map<UUID, Children> children = new LinkedHashMap<>();
    for (int i = 0; i < distinct.size(); i++) {
      UUID parent = distinct.get(i);
      List<Entity> items = new ArrayList<>();
      for (UUID id : childIds(pages.get(i))) {
        // A reference is a hint: the child may have moved on.
        Optional.ofNullable(loaded.get(id))
            .filter(child -> parent.equals(child.reference(constraint)))
            .ifPresent(items::add);
      }
      children.put(parent, new Children(items, pages.get(i).next() != null));
    }
    return children;
  }

  /** Has-one: the one child of each parent that has one, by parent id. */
  public Map<UUID, Entity> child(Collection<UUID> parents, ForeignKeyConstraint constraint) {
    Map<UUID, Entity> only = new LinkedHashMap<>();
    List<UUID> behindHints = new ArrayList<>();
    // Stale hints may stand before the one that counts, as many as the sweeper has not seen yet.
    children(parents, constraint, HINTS_OF_HAS_ONE)
        .forEach(
            (parent, found) -> {
              if (!found.items().isEmpty()) {
                only.put(parent, found.items().getFirst());
              } else if (found.more()) {
                behindHints.add(parent);
              }
            });
    List<Optional<Entity>> further =
        platform.parallel().map(behindHints, parent -> childBehindHints(parent, constraint));
    for (int i = 0; i < behindHints.size(); i++) {
      UUID parent = behindHints.get(i);
      further.get(i).ifPresent(child -> only.put(parent, child));
    }
    return only;
  }

  private Optional<Entity> childBehindHints(UUID parent, ForeignKeyConstraint constraint) {
    ModelDefinition childModel = schema.model(constraint.child()).orElseThrow();
    String startAfter = null;
    do {
      ObjectPage page =
          store.list(Keys.references(constraint, parent), startAfter, ObjectStore.MAX_BATCH);
      Optional<Entity> child =
          reader.getAll(childModel, childIds(page)).stream()
              .filter(c -> parent.equals(c.reference(constraint)))
              .findFirst();
      if (child.isPresent()) {
        return child;
      }
      startAfter = page.next();
    } while (startAfter != null);
    return Optional.empty();
  }

  private static List<UUID> childIds(ObjectPage page) {
    return page.objects().stream()
        .map(ListedObject::key)
        .map(Keys::lastId)
        .filter(Objects::nonNull)
        .toList();
  }
}
