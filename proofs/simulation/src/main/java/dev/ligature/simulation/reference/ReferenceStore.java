package dev.ligature.simulation.reference;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A relational store in memory, with the on-delete rules as Django's documentation tells them and
 * in the plainest code that will do: it decides what is right. Not for several threads.
 */
public final class ReferenceStore {

  /**
   * One row.
   *
   * @param plural its model's plural
   * @param id its id
   * @param keys every foreign key of the model by field; the parent's id or {@code null}
   */
  public record Entity(String plural, String id, Map<String, @Nullable String> keys) {

    private @Nullable String key(String field) {
      return keys.get(field);
    }
  }

  /** One key of one row. */
  public record Key(String plural, String id, String field) {}

  /**
   * What a delete did or would do.
   *
   * @param found whether the root existed
   * @param protectedBy the keys that refuse it; empty if it was carried out
   * @param deleted ids of the root and all victims
   * @param nulled keys of survivors that became null
   * @param orphaned keys of survivors that now refer to a deleted row (DO_NOTHING)
   */
  public record Deletion(
      boolean found,
      Set<Key> protectedBy,
      Set<String> deleted,
      Set<Key> nulled,
      Set<Key> orphaned) {

    /** Whether it was refused. */
    public boolean refused() {
      return !protectedBy.isEmpty();
    }
  }

  private final Schema schema;
  private final TreeMap<String, Entity> rows = new TreeMap<>();

  /**
   * @param schema the models and rules
   */
  public ReferenceStore(Schema schema) {
    this.schema = schema;
  }

  /** Adds or replaces a row; its ids are unique over all models. */
  public void put(String plural, String id, Map<String, @Nullable String> keys) {
    rows.put(id, new Entity(plural, id, new LinkedHashMap<>(keys)));
  }

  /** The row of that id. */
  public Optional<Entity> get(String id) {
    return Optional.ofNullable(rows.get(id));
  }

  /** All rows by id. */
  public Map<String, Entity> rows() {
    return rows;
  }

  /** Ids of a row and of all that a delete of it would take along, whether it would be refused. */
  public Set<String> deleteSet(String id) {
    Entity root = rows.get(id);
    return root == null ? Set.of() : victims(root);
  }

  /** Deletes a row with all that follows, or refuses and changes nothing. */
  public Deletion delete(String id) {
    Entity root = rows.get(id);
    if (root == null) {
      return new Deletion(false, Set.of(), Set.of(), Set.of(), Set.of());
    }
    Set<String> victims = victims(root);
    Set<Key> refusing = new LinkedHashSet<>();
    Set<Key> nulled = new LinkedHashSet<>();
    Set<Key> orphaned = new LinkedHashSet<>();
    for (Entity row : rows.values()) {
      boolean victim = victims.contains(row.id());
      for (ForeignKeyConstraint constraint : model(row).foreignKeys()) {
        String parent = row.key(constraint.field());
        if (parent == null || !victims.contains(parent)) {
          continue;
        }
        Key key = new Key(row.plural(), row.id(), constraint.field());
        Optional<Set<Key>> place =
            switch (constraint.onDelete()) {
              case CASCADE -> Optional.empty();
              case PROTECT -> Optional.of(refusing);
              case RESTRICT -> victim ? Optional.empty() : Optional.of(refusing);
              case SET_NULL -> victim ? Optional.empty() : Optional.of(nulled);
              case DO_NOTHING -> victim ? Optional.empty() : Optional.of(orphaned);
            };
        place.ifPresent(keys -> keys.add(key));
      }
    }
    if (!refusing.isEmpty()) {
      return new Deletion(true, refusing, Set.of(), Set.of(), Set.of());
    }
    victims.forEach(rows::remove);
    for (Key key : nulled) {
      rows.computeIfPresent(key.id(), (i, row) -> withNull(row, key.field()));
    }
    return new Deletion(true, Set.of(), victims, nulled, orphaned);
  }

  /** Rows whose key names a row that is not there, with the key. */
  public List<Key> orphans() {
    List<Key> orphans = new ArrayList<>();
    for (Entity row : rows.values()) {
      for (ForeignKeyConstraint constraint : model(row).foreignKeys()) {
        String parent = row.key(constraint.field());
        if (parent != null && !rows.containsKey(parent)) {
          orphans.add(new Key(row.plural(), row.id(), constraint.field()));
        }
      }
    }
    return orphans;
  }

  private Set<String> victims(Entity root) {
    Set<String> victims = new LinkedHashSet<>();
    Deque<Entity> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Entity victim = open.removeFirst();
      if (!victims.add(victim.id())) {
        continue;
      }
      for (Entity row : rows.values()) {
        for (ForeignKeyConstraint constraint : model(row).foreignKeys()) {
          if (constraint.onDelete() == OnDelete.CASCADE
              && victim.id().equals(row.key(constraint.field()))) {
            open.addLast(row);
          }
        }
      }
    }
    return victims;
  }

  private static Entity withNull(Entity row, String field) {
    Map<String, @Nullable String> keys = new LinkedHashMap<>(row.keys());
    keys.put(field, null);
    return new Entity(row.plural(), row.id(), keys);
  }

  private ModelDefinition model(Entity row) {
    return schema
        .plural(row.plural())
        .orElseThrow(() -> new IllegalArgumentException("no model " + row.plural()));
  }
}
