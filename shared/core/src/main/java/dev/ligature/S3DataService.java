package dev.ligature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.data.EntityService;
import dev.ligature.data.write.WriteResult;
import dev.ligature.schema.ModelDefinition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The entities of one model. Outcomes that a program must expect are values: a missing parent, a
 * place already taken, a stale version. Who prefers exceptions says {@code orThrow()}.
 *
 * <pre>{@code
 * S3DataService<Author> authors = ligature.service(Author.class);
 * Stored<Author> ann = authors.create(new Author("Ann", null)).orThrow();
 * authors.update(ann.with(new Author("Ann", "writes"))).orThrow();
 * authors.delete(ann.id()).orThrow();
 * }</pre>
 *
 * <p>Safe for many threads, processes and machines on one bucket. What S3 itself fails at, after
 * retries, is a {@link dev.ligature.store.StoreException}.
 *
 * @param <T> the model's record; {@link ObjectNode} for a model without one
 */
public final class S3DataService<T> {

  private final RecordMapping<T> mapping;
  private final EntityService entities;
  private final CascadeHandler cascade;
  private final Query<T> all;

  S3DataService(
      RecordMapping<T> mapping, EntityService entities, CascadeHandler cascade, Query<T> all) {
    this.mapping = mapping;
    this.entities = entities;
    this.cascade = cascade;
    this.all = all;
  }

  /** The model. */
  public ModelDefinition model() {
    return mapping.model();
  }

  /** Stores a new entity under a new id. Requests: 2k + 1 for k foreign keys. */
  public SaveResult<T> create(T value) {
    return result(entities.create(model(), mapping.fields(value)));
  }

  /** The same; however often it is called with one key, one entity comes of it. */
  public SaveResult<T> create(T value, String idempotencyKey) {
    return result(entities.create(model(), mapping.fields(value), idempotencyKey));
  }

  /** Reads an entity: one GET. */
  public Optional<Stored<T>> get(UUID id) {
    return entities.get(model(), id).map(mapping::stored);
  }

  /** Reads entities side by side, in the order of the ids; what is gone is left out. */
  public List<Stored<T>> getAll(List<UUID> ids) {
    return entities.getAll(model(), ids).stream().map(mapping::stored).toList();
  }

  /** Whether there is such an entity: one GET. */
  public boolean exists(UUID id) {
    return entities.get(model(), id).isPresent();
  }

  /**
   * Replaces an entity's value, if nobody has changed it since it was read; otherwise {@link
   * WriteResult.VersionMismatch}. Requests: 2, and 2 for each foreign key that changes.
   */
  public SaveResult<T> update(Stored<T> changed) {
    return replace(changed.id(), changed.value(), changed.version());
  }

  /** Replaces an entity's value, whatever its version. */
  public SaveResult<T> update(UUID id, T value) {
    return replace(id, value, null);
  }

  private SaveResult<T> replace(UUID id, T value, @Nullable Long version) {
    return result(entities.replace(model(), id, mapping.fields(value), version));
  }

  /** Changes the fields named in a JSON merge patch (RFC 7396) and leaves the others. */
  public SaveResult<T> patch(UUID id, ObjectNode patch) {
    return result(entities.patch(model(), id, patch, null));
  }

  /** Deletes an entity with all that follows from it, by the on-delete rules of the schema. */
  public DeleteResult delete(UUID id) {
    return delete(id, DeleteOptions.defaults());
  }

  /** Deletes an entity: only a version of it, or by the queue alone. */
  public DeleteResult delete(UUID id, DeleteOptions options) {
    return cascade.delete(model(), id, options);
  }

  /** The first page of all entities, the first created first. */
  public Listing<T> list() {
    return all.page();
  }

  /** Begins a query over all entities. */
  public Query<T> query() {
    return all;
  }

  private SaveResult<T> result(WriteResult result) {
    return result instanceof WriteResult.Written(Entity entity, boolean replayed)
        ? new SaveResult.Saved<>(mapping.stored(entity), replayed)
        : new SaveResult.Rejected<>(result);
  }
}
