package dev.ligature.bucket;

import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads entities: what stands at a key, and whether it counts as living. Safe for many threads. */
public final class EntityReader {

  private final ObjectStore store;
  private final Platform platform;
  private final EntityCodec codec;
  private final Marks marks;

  /** Reads from this store. */
  public EntityReader(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.marks = new Marks(store, platform);
  }

  /** What stands in the place of an entity. One GET. */
  public Lookup lookup(ModelDefinition model, UUID id) {
    return lookup(model, id, store.get(Keys.entity(model.plural(), id)));
  }

  /** What stands in the place of an entity, given what was read there. */
  public Lookup lookup(ModelDefinition model, UUID id, Optional<StoredObject> object) {
    return codec.read(model, id, object);
  }

  /**
   * What stands there, unless it is gone for every reader. One GET, and one more if it is marked.
   */
  public Optional<Lookup.Present> living(ModelDefinition model, UUID id) {
    return lookup(model, id) instanceof Lookup.Present present
            && marks.deletionOf(present) != DeletionState.GONE
        ? Optional.of(present)
        : Optional.empty();
  }

  /** Reads an entity: one GET (two if it is condemned). Fences and what is gone are empty. */
  public Optional<Entity> get(ModelDefinition model, UUID id) {
    return living(model, id).map(Lookup.Present::entity);
  }

  /** Reads many entities side by side, in the order of the ids; what is gone is left out. */
  public List<Entity> getAll(ModelDefinition model, List<UUID> ids) {
    return platform.parallel().map(ids, id -> get(model, id)).stream()
        .flatMap(Optional::stream)
        .toList();
  }
}
