package dev.ligature.data.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Limits;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads entities by conditions. A condition of equality on a foreign key or an indexed field leads
 * through the index; anything else is a scan of the model, bounded per page by {@link
 * Limits#SCAN_MAX}. Index entries are hints: every entity found is checked against the conditions.
 *
 * <p>Immutable; each method gives a new query. Safe for many threads.
 */
public final class EntityQuery {

  private final ObjectStore store;
  private final Platform platform;
  private final EntityReader reader;
  private final ModelDefinition model;
  private final List<Filter> filters;
  private final int limit;
  private final @Nullable UUID after;

  /** All entities of a model, by pages of {@link Limits#PAGE_DEFAULT}. */
  public EntityQuery(ObjectStore store, Platform platform, ModelDefinition model) {
    this(
        store,
        platform,
        new EntityReader(store, platform),
        model,
        List.of(),
        Limits.PAGE_DEFAULT,
        null);
  }

  private EntityQuery(
      ObjectStore store,
      Platform platform,
      EntityReader reader,
      ModelDefinition model,
      List<Filter> filters,
      int limit,
      @Nullable UUID after) {
    this.store = store;
    this.platform = platform;
    this.reader = reader;
    this.model = model;
    this.filters = List.copyOf(filters);
    this.limit = limit;
    this.after = after;
  }

  /** Only entities that meet this condition too. */
  public EntityQuery where(Filter filter) {
    List<Filter> more = new ArrayList<>(filters);
    more.add(filter);
    return new EntityQuery(store, platform, reader, model, more, limit, after);
  }

  /**
   * Only entities whose field equals this value.
   *
   * @throws IllegalArgumentException if the model has no such field or the value is not of its type
   */
  public EntityQuery where(String field, Object value) {
    return switch (Filter.parse(model, field, value.toString())) {
      case Filter.Parsed.Ok(Filter filter) -> where(filter);
      case Filter.Parsed.Wrong(FieldError error) ->
          throw new IllegalArgumentException(
              error.field() + " " + error.problem() + ": " + error.fix());
    };
  }

  /** Pages of at most this many reader, 1 to {@link Limits#PAGE_MAX}. */
  public EntityQuery limit(int most) {
    if (most < 1 || most > Limits.PAGE_MAX) {
      throw new IllegalArgumentException("limit must be 1 to " + Limits.PAGE_MAX);
    }
    return new EntityQuery(store, platform, reader, model, filters, most, after);
  }

  /** Only entities behind this id: the {@code next} of the page before. */
  public EntityQuery after(@Nullable UUID id) {
    return new EntityQuery(store, platform, reader, model, filters, limit, id);
  }

  /** Where the ids come from. */
  private record Path(
      String prefix, String suffix, boolean indexed, Function<String, @Nullable UUID> id) {}

  /** Reads one page. Requests without conditions: 1 LIST and n GET side by side. */
  public EntityPage page() {
    Path path = path();
    boolean everyKeyCounts = filters.isEmpty();
    List<Entity> found = new ArrayList<>();
    int examined = 0;
    String startAfter = after == null ? null : path.prefix() + after + path.suffix();
    UUID last = after;
    while (true) {
      int room = limit - found.size();
      int ask = everyKeyCounts || path.indexed() ? room : Math.max(room, Limits.PAGE_DEFAULT * 4);
      ObjectPage page = store.list(path.prefix(), startAfter, Math.min(ask, ObjectStore.MAX_BATCH));
      List<UUID> ids =
          page.objects().stream()
              .map(ListedObject::key)
              .map(path.id())
              .filter(Objects::nonNull)
              .toList();
      List<Optional<Entity>> read = platform.parallel().map(ids, id -> reader.get(model, id));
      examined += ids.size();
      for (int i = 0; i < ids.size(); i++) {
        if (found.size() == limit) {
          return new EntityPage(found, last, examined, everyKeyCounts || path.indexed());
        }
        last = ids.get(i);
        read.get(i).filter(this::matches).ifPresent(found::add);
      }
      startAfter = page.next();
      boolean full = found.size() == limit || examined >= Limits.SCAN_MAX;
      if (startAfter == null || full) {
        UUID next = startAfter == null ? null : last;
        return new EntityPage(found, next, examined, everyKeyCounts || path.indexed());
      }
    }
  }

  private boolean matches(Entity entity) {
    return filters.stream().allMatch(filter -> filter.matches(entity));
  }

  private Path path() {
    for (Filter filter : filters) {
      if (filter.operator() != Filter.Operator.EQ) {
        continue;
      }
      Optional<ForeignKeyConstraint> constraint = model.foreignKey(filter.field());
      if (constraint.isPresent()) {
        UUID parent = UUID.fromString(filter.value().asText());
        return new Path(Keys.references(constraint.get(), parent), "", true, Keys::lastId);
      }
      if (model.field(filter.field()).filter(Field::indexed).isPresent()) {
        JsonNode value = filter.value();
        return new Path(
            Keys.indexEntries(model.plural(), filter.field(), EntityKeys.canonical(value)),
            "",
            true,
            Keys::lastId);
      }
    }
    return new Path(Keys.entities(model.plural()), ".json", false, Keys::entityId);
  }
}
