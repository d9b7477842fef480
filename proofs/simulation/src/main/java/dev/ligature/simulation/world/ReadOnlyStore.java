package dev.ligature.simulation.world;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store for those who promise to write nothing: whoever breaks that fails. */
record ReadOnlyStore(ObjectStore store) implements ObjectStore {

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return store.get(key);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    return store.list(prefix, startAfter, limit);
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    throw new IllegalStateException("who only reads has put " + key);
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    throw new IllegalStateException("who only reads has deleted " + key);
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    throw new IllegalStateException("who only reads has deleted " + deletions);
  }
}
