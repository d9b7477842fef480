package dev.ligature;

import dev.ligature.data.read.EntityPage;
import dev.ligature.data.read.Filter;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds entities of one model by conditions. Equality on a foreign key or an {@code @Indexed} field
 * reads the index and costs by what it finds; any other condition is a scan of the model, bounded
 * per page.
 *
 * <pre>{@code
 * Listing<Post> drafts = ligature.query(Post.class)
 *     .where("authorId", author.id())
 *     .where("published", false)
 *     .limit(20)
 *     .page();
 * }</pre>
 *
 * <p>Immutable: every step gives a new query. Safe for many threads.
 */
public final class Query<T> {

  private final dev.ligature.data.read.EntityQuery query;
  private final RecordMapping<T> mapping;

  Query(dev.ligature.data.read.EntityQuery query, RecordMapping<T> mapping) {
    this.query = query;
    this.mapping = mapping;
  }

  /**
   * Only entities whose field equals this value.
   *
   * @throws IllegalArgumentException if the model has no such field or the value is not of its type
   */
  public Query<T> where(String field, Object value) {
    return new Query<>(query.where(field, value), mapping);
  }

  /** Only entities that meet this condition too: ranges, inequality, null. */
  public Query<T> where(Filter filter) {
    return new Query<>(query.where(filter), mapping);
  }

  /** Pages of at most this many entities, 1 to {@link dev.ligature.bucket.Limits#PAGE_MAX}. */
  public Query<T> limit(int most) {
    return new Query<>(query.limit(most), mapping);
  }

  /** Only entities behind this id: the {@code next} of the page before. */
  public Query<T> after(@Nullable UUID id) {
    return new Query<>(query.after(id), mapping);
  }

  /**
   * Reads one page. Requests without conditions: 1 LIST, and a GET for each entity, in parallel.
   */
  public Listing<T> page() {
    EntityPage page = query.page();
    return new Listing<>(
        page.items().stream().map(mapping::stored).toList(), page.next(), page.indexed());
  }

  /** The first entity found, if there is any. */
  public Optional<Stored<T>> first() {
    return limit(1).stream().findFirst();
  }

  /** All entities, read page by page as the stream is consumed. */
  public Stream<Stored<T>> stream() {
    return Stream.iterate(
            Optional.of(page()),
            Optional::isPresent,
            last -> last.map(Listing::next).map(next -> after(next).page()))
        .flatMap(Optional::stream)
        .flatMap(page -> page.items().stream());
  }
}
