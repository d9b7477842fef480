package dev.ligature.simulation;

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

/** A store that hands every request on. A test overrides the one that it watches or disturbs. */
public abstract class PassThrough implements ObjectStore {

  private final ObjectStore store;

  /**
   * @param store where the requests go
   */
  protected PassThrough(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return store.get(key);
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    return store.put(key, body, precondition);
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    return store.delete(key, precondition);
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    return store.deleteAll(deletions);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    return store.list(prefix, startAfter, limit);
  }
}
