package dev.ligature.bucket;

import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of the bucket that says where an entity <em>may</em> be found: a reference or an index
 * entry. Whether it holds is seen at the entity.
 *
 * @param key the key itself
 * @param model model of the entity
 * @param id the entity
 * @param link for a reference, whom the entity may refer to
 */
public record Hint(String key, ModelDefinition model, UUID id, @Nullable Link link) {

  /** The far end of a reference. */
  public record Link(ForeignKeyConstraint constraint, UUID parent) {}

  /** Reads a key under {@code refs/}; empty if the schema has no place for it. */
  public static Optional<Hint> reference(Schema schema, String key) {
    String[] parts = key.substring(Keys.references().length()).split("/", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    UUID parent = Json.uuidOrNull(parts[1]);
    UUID child = Json.uuidOrNull(parts[2]);
    if (parent == null || child == null) {
      return Optional.empty();
    }
    return schema.constraints().stream()
        .filter(k -> k.id().equals(parts[0]))
        .findFirst()
        .map(k -> new Hint(key, schema.model(k.child()).orElseThrow(), child, new Link(k, parent)));
  }

  /** Reads a key under {@code index/}; empty if the schema has no place for it. */
  public static Optional<Hint> indexEntry(Schema schema, String key) {
    String[] parts = key.substring(Keys.indexEntries().length()).split("/", -1);
    UUID id = Json.uuidOrNull(parts[parts.length - 1]);
    return parts.length == 3 && id != null
        ? place(schema, parts[0])
            .filter(place -> place.model().field(place.field()).filter(Field::indexed).isPresent())
            .map(place -> new Hint(key, place.model(), id, null))
        : Optional.empty();
  }

  /** A model's field. */
  public record Place(ModelDefinition model, String field) {}

  /** Reads {@code plural.field}; empty if the schema has no such field. */
  public static Optional<Place> place(Schema schema, String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? Optional.empty()
        : schema
            .plural(text.substring(0, dot))
            .filter(model -> model.field(text.substring(dot + 1)).isPresent())
            .map(model -> new Place(model, text.substring(dot + 1)));
  }

  /** Reads a key under {@code claims/}; empty if the schema has no place for it. */
  public static Optional<Place> claim(Schema schema, String key) {
    String[] parts = key.substring(Keys.claims().length()).split("/", -1);
    return parts.length == 2 ? place(schema, parts[0]).filter(Hint::claimed) : Optional.empty();
  }

  private static boolean claimed(Place place) {
    return place.model().field(place.field()).filter(Field::unique).isPresent()
        || place.model().foreignKey(place.field()).filter(ForeignKeyConstraint::single).isPresent();
  }

  /** Where the entity lies. */
  public String entityKey() {
    return Keys.entity(model.plural(), id);
  }

  /** Whether the entity stands under this key. */
  public boolean holds(Lookup.Present present) {
    if (link != null) {
      return link.parent().equals(present.entity().reference(link.constraint()));
    }
    return EntityKeys.of(model, id, present.entity().fields()).indexEntries().contains(key);
  }
}
