package dev.ligature.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityReader;
import dev.ligature.data.generation.Generations;
import dev.ligature.data.write.EntityCreation;
import dev.ligature.data.write.EntityUpdate;
import dev.ligature.data.write.WriteResult;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates, reads and updates entities as JSON. (Deletes, which may take others with them, are the
 * business of the cascade.) Safe for many threads, processes and machines on one bucket.
 */
public final class EntityService {

  private final EntityReader reader;
  private final EntityCreation creation;
  private final EntityUpdate update;

  /**
   * Works on the entities of this schema in this store.
   *
   * @param generations the program's, of this schema and bucket
   */
  public EntityService(
      Schema schema, ObjectStore store, Platform platform, Generations generations) {
    this.reader = new EntityReader(store, platform);
    this.creation = new EntityCreation(schema, store, platform, generations);
    this.update = new EntityUpdate(schema, store, platform, generations);
  }

  /** Reads an entity: one GET (two if it is condemned). Fences and what is gone are empty. */
  public Optional<Entity> get(ModelDefinition model, UUID id) {
    return reader.get(model, id);
  }

  /** Reads many entities side by side, in the order of the ids; what is gone is left out. */
  public List<Entity> getAll(ModelDefinition model, List<UUID> ids) {
    return reader.getAll(model, ids);
  }

  /**
   * Creates an entity under a new id. Requests: 2k + 1 for k foreign keys, 2 for each unique place,
   * 1 for each indexed field.
   */
  public WriteResult create(ModelDefinition model, ObjectNode input) {
    return creation.create(model, input, null);
  }

  /**
   * Creates an entity, once for an idempotency key.
   *
   * @param idempotencyKey the same key with the same input gives the same entity; {@code null} for
   *     none
   */
  public WriteResult create(
      ModelDefinition model, ObjectNode input, @Nullable String idempotencyKey) {
    return creation.create(model, input, idempotencyKey);
  }

  /**
   * Replaces all of an entity's own fields. Requests: 2, and 2 for each foreign key that changes.
   *
   * @param expectedVersion the version that the caller has seen; {@code null} for any
   */
  public WriteResult replace(
      ModelDefinition model, UUID id, ObjectNode input, @Nullable Long expectedVersion) {
    return update.replace(model, id, input, expectedVersion);
  }

  /**
   * Applies a JSON merge patch (RFC 7396) to an entity's own fields. Requests: as {@link #replace}.
   *
   * @param expectedVersion the version that the caller has seen; {@code null} for any
   */
  public WriteResult patch(
      ModelDefinition model, UUID id, ObjectNode patch, @Nullable Long expectedVersion) {
    return update.patch(model, id, patch, expectedVersion);
  }
}
