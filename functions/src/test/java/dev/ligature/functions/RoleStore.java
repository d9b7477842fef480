package dev.ligature.functions;

import dev.ligature.bucket.BucketFolder;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that refuses, as IAM does, whatever the role of its function does not allow. */
final class RoleStore implements ObjectStore {

  private final Role role;
  private final ObjectStore store;
  private final Set<BucketFolder> read = EnumSet.noneOf(BucketFolder.class);
  private final Set<BucketFolder> written = EnumSet.noneOf(BucketFolder.class);

  RoleStore(Role role, ObjectStore store) {
    this.role = role;
    this.store = store;
  }

  /** The folders that were read or listed. */
  synchronized Set<BucketFolder> read() {
    return Set.copyOf(read);
  }

  /** The folders that were written to. */
  synchronized Set<BucketFolder> written() {
    return Set.copyOf(written);
  }

  private synchronized void reads(String key) {
    BucketFolder folder = folder(key);
    if (!folder.readableBy(role)) {
      throw denied("read", folder);
    }
    read.add(folder);
  }

  private synchronized void writes(String key, Precondition precondition) {
    BucketFolder folder = folder(key);
    if (!folder.writableBy(role)) {
      throw denied("write", folder);
    }
    written.add(folder);
    if (precondition instanceof Precondition.IfMatch
        || precondition instanceof Precondition.IfMatchWithin) {
      reads(key);
    }
  }

  private static BucketFolder folder(String key) {
    return BucketFolder.of(key)
        .orElseThrow(() -> new AssertionError("no folder of the bucket: " + key));
  }

  private StoreException denied(String action, BucketFolder folder) {
    return StoreException.notApplied(
        StoreException.Kind.OURS,
        "the role %s may not %s %s".formatted(role, action, folder.prefix()),
        null);
  }

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    reads(key);
    return store.get(key);
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    writes(key, precondition);
    return store.put(key, body, precondition);
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    writes(key, precondition);
    return store.delete(key, precondition);
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    deletions.forEach(deletion -> writes(deletion.key(), deletion.precondition()));
    return store.deleteAll(deletions);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    reads(prefix);
    return store.list(prefix, startAfter, limit);
  }
}
