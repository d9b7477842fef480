package dev.ligature.data.read;

import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityCodec;
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

  /** Where the ids come from, in their order. */
  private record Path(
      String prefix, String suffix, boolean indexed, Function<String, @Nullable UUID> id) {

    @Nullable String behind(@Nullable UUID entity) {
      return entity == null ? null : prefix + entity + suffix;
    }
  }

  /** A path, and the first page of it. */
  private record Listing(Path path, ObjectPage first) {}

  /**
   * Reads one page. Requests: without conditions one LIST, and n GETs side by side. By a condition
   * on the id one GET. Where several conditions have an index, one LIST for each, and the shortest
   * leads on.
   */
  public EntityPage page() {
    Optional<UUID> id = askedById();
    if (id.isPresent()) {
      return only(id.get());
    }
    Listing listing = shortest();
    boolean whole = filters.isEmpty() || listing.path().indexed();
    ObjectPage page = listing.first();
    List<Entity> found = new ArrayList<>();
    int examined = 0;
    UUID last = after;
    while (true) {
      List<UUID> ids = ids(listing.path(), page);
      List<Optional<Entity>> read = platform.parallel().map(ids, each -> reader.get(model, each));
      examined += ids.size();
      for (int i = 0; i < ids.size(); i++) {
        if (found.size() == limit) {
          return new EntityPage(found, last, examined, whole);
        }
        last = ids.get(i);
        read.get(i).filter(this::matches).ifPresent(found::add);
      }
      if (page.next() == null || found.size() == limit || examined >= Limits.SCAN_MAX) {
        return new EntityPage(found, page.next() == null ? null : last, examined, whole);
      }
      page = list(listing.path(), page.next(), limit - found.size());
    }
  }

  private static List<UUID> ids(Path path, ObjectPage page) {
    return page.objects().stream()
        .map(ListedObject::key)
        .map(path.id())
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * @param room how many entities there is room for on this page
   */
  private ObjectPage list(Path path, @Nullable String startAfter, int room) {
    boolean everyKeyCounts = filters.isEmpty() || path.indexed();
    int ask = everyKeyCounts ? room : Math.max(room, Limits.PAGE_DEFAULT * 4);
    return store.list(path.prefix(), startAfter, Math.min(ask, ObjectStore.MAX_BATCH));
  }

  /** The one id that these conditions allow, if one of them is on the id. */
  private Optional<UUID> askedById() {
    return filters.stream()
        .filter(filter -> filter.operator() == Filter.Operator.EQ)
        .filter(filter -> filter.field().equals(EntityCodec.ID))
        .findFirst()
        .map(filter -> UUID.fromString(filter.value().asText()));
  }

  private EntityPage only(UUID id) {
    boolean before = after != null && id.toString().compareTo(after.toString()) <= 0;
    List<Entity> found =
        before ? List.of() : reader.get(model, id).filter(this::matches).stream().toList();
    return new EntityPage(found, null, before ? 0 : 1, true);
  }

  private boolean matches(Entity entity) {
    return filters.stream().allMatch(filter -> filter.matches(entity));
  }

  /** All paths are in the order of ids, so each page may take another one. */
  private Listing shortest() {
    List<Path> paths = paths();
    if (paths.size() == 1) {
      Path only = paths.getFirst();
      return new Listing(only, list(only, only.behind(after), limit));
    }
    List<ObjectPage> pages =
        platform.parallel().map(paths, path -> list(path, path.behind(after), limit));
    int best = 0;
    for (int i = 1; i < paths.size(); i++) {
      if (pages.get(i).objects().size() < pages.get(best).objects().size()) {
        best = i;
      }
    }
    return new Listing(paths.get(best), pages.get(best));
  }

  /** An index for each condition that has one; the whole model if none has. */
  private List<Path> paths() {
    List<Path> indexes =
        filters.stream()
            .filter(filter -> filter.operator() == Filter.Operator.EQ)
            .map(this::index)
            .flatMap(Optional::stream)
            .map(prefix -> new Path(prefix, "", true, Keys::lastId))
            .toList();
    return indexes.isEmpty()
        ? List.of(new Path(Keys.entities(model.plural()), ".json", false, Keys::entityId))
        : indexes;
  }

  /** What the keys of an index begin with that leads to what meets a condition. */
  private Optional<String> index(Filter filter) {
    Optional<ForeignKeyConstraint> constraint = model.foreignKey(filter.field());
    if (constraint.isPresent()) {
      UUID parent = UUID.fromString(filter.value().asText());
      return Optional.of(Keys.references(constraint.get(), parent));
    }
    return model
        .field(filter.field())
        .filter(Field::indexed)
        .map(
            field ->
                Keys.indexEntries(
                    model.plural(), field.name(), EntityKeys.canonical(filter.value())));
  }
}
