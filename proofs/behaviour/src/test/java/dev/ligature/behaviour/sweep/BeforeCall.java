package dev.ligature.behaviour.sweep;

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
import java.util.function.BiConsumer;

/** Lets a test do something just before a call, as another writer might. */
record BeforeCall(ObjectStore store, BiConsumer<String, String> before) implements ObjectStore {

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    before.accept("get", key);
    return store.get(key);
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    before.accept("put", key);
    return store.put(key, body, precondition);
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    before.accept("delete", key);
    return store.delete(key, precondition);
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    deletions.forEach(d -> before.accept("delete", d.key()));
    return store.deleteAll(deletions);
  }

  @Override
  public ObjectPage list(String prefix, String startAfter, int limit) {
    before.accept("list", prefix);
    return store.list(prefix, startAfter, limit);
  }
}
