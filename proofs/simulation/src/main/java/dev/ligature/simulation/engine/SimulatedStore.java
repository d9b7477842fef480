package dev.ligature.simulation.engine;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.PutOutcome.Reason;
import dev.ligature.store.StoredObject;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An S3 bucket in memory: atomic conditional operations on single keys, listings in the order of
 * the keys' UTF-8 bytes, ETags that are a quoted digest of the body. Safe for many threads; each
 * call is atomic.
 */
public final class SimulatedStore implements ObjectStore {

  /** Told of every change as it happens; runs inside the store's lock. */
  public interface Watcher {
    /**
     * An object was written or removed.
     *
     * @param key what changed
     * @param before what stood there, or {@code null}
     * @param after what stands there now, or {@code null}
     */
    void changed(String key, @Nullable StoredObject before, @Nullable StoredObject after);
  }

  private record Kept(byte[] body, String etag, String versionId, Instant written) {
    StoredObject at(String key) {
      return new StoredObject(key, body, etag, versionId);
    }
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final TreeMap<String, Kept> objects = new TreeMap<>(SimulatedStore::compareUtf8);
  private final InstantSource clock;
  private Watcher watcher = (key, before, after) -> {};
  private int pageSize = MAX_BATCH;
  private Hostility hostility = Hostility.none();
  private long versions;
  private long changes;

  /**
   * @param clock tells when objects were written
   */
  public SimulatedStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Not S3's MD5, which took as long as a whole write: 64 bits tell bodies apart as well. */
  private static long digest(byte[] body) {
    long digest = body.length;
    int whole = body.length & -Long.BYTES;
    for (int i = 0; i < whole; i += Long.BYTES) {
      digest = mix(digest ^ (long) LONGS.get(body, i));
    }
    for (int i = whole; i < body.length; i++) {
      digest = mix(digest ^ body[i]);
    }
    return digest;
  }

  private static long mix(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  /** Caps every page of a listing at this many keys. */
  public synchronized void pageSize(int keys) {
    this.pageSize = keys;
  }

  /** Sets how it answers where S3's documents leave more than one answer open. */
  public synchronized void hostility(Hostility kinds) {
    this.hostility = kinds;
  }

  /** Sets who is told of every change. */
  public synchronized void watch(Watcher onChange) {
    this.watcher = onChange;
  }

  /** How many objects there are. */
  public synchronized int size() {
    return objects.size();
  }

  /** How many writes and deletes took effect, but for the sweeper's notes of how far it is. */
  public synchronized long changes() {
    return changes;
  }

  /** Every key, in order. */
  public synchronized List<String> keys() {
    return List.copyOf(objects.keySet());
  }

  @Override
  public Instant time() {
    Instant now = clock.instant();
    return hostility.has(Hostility.Kind.WHOLE_SECONDS) ? now.truncatedTo(ChronoUnit.SECONDS) : now;
  }

  @Override
  public synchronized Optional<StoredObject> get(String key) {
    Kept kept = objects.get(key);
    return kept == null ? Optional.empty() : Optional.of(kept.at(key));
  }

  @Override
  public synchronized PutOutcome put(String key, byte[] body, Precondition precondition) {
    Kept kept = objects.get(key);
    Optional<Reason> refusal =
        switch (precondition) {
          case Precondition.None _ -> Optional.empty();
          case Precondition.IfAbsent _ -> Optional.ofNullable(kept).map(_ -> Reason.EXISTS);
          case Precondition.IfAbsentWithin(Instant begun) ->
              expiry(begun).or(() -> Optional.ofNullable(kept).map(_ -> Reason.EXISTS));
          case Precondition.IfMatch(String etag) -> mismatch(kept, etag);
          case Precondition.IfMatchWithin(String etag, Instant begun) ->
              expiry(begun).or(() -> mismatch(kept, etag));
        };
    if (refusal.isPresent()) {
      return new PutOutcome.Refused(refusal.get());
    }
    String version = "v" + ++versions;
    String etag =
        hostility.has(Hostility.Kind.OPAQUE_ETAGS)
            ? "\"opaque-" + version + '"'
            : '"' + HexFormat.of().toHexDigits(digest(body)) + '"';
    Kept now = new Kept(body.clone(), etag, version, time());
    objects.put(key, now);
    changed(key, kept == null ? null : kept.at(key), now.at(key));
    return new PutOutcome.Written(etag, version);
  }

  private void changed(String key, @Nullable StoredObject before, @Nullable StoredObject after) {
    changes += key.startsWith("sweep/") ? 0 : 1;
    watcher.changed(key, before, after);
  }

  /** As S3, which looks at the signature first: it may be neither too old nor of the future. */
  private Optional<Reason> expiry(Instant begun) {
    return Duration.between(begun, clock.instant()).abs().compareTo(WINDOW) > 0
        ? Optional.of(Reason.EXPIRED)
        : Optional.empty();
  }

  private Optional<Reason> mismatch(@Nullable Kept kept, String etag) {
    if (kept == null) {
      return Optional.of(
          hostility.has(Hostility.Kind.ABSENT_IS_CHANGED) ? Reason.CHANGED : Reason.MISSING);
    }
    return kept.etag.equals(etag) ? Optional.empty() : Optional.of(Reason.CHANGED);
  }

  @Override
  public synchronized DeleteOutcome delete(String key, Precondition precondition) {
    return delete(key, precondition, Hostility.Kind.ABSENT_IS_DELETED);
  }

  private DeleteOutcome delete(
      String key, Precondition precondition, Hostility.Kind absentIsDeleted) {
    switch (precondition) {
      case Precondition.None _ -> {}
      case Precondition.IfAbsent _, Precondition.IfAbsentWithin _, Precondition.IfMatchWithin _ ->
          throw new IllegalArgumentException("a delete cannot ask for this: " + key);
      case Precondition.IfMatch match -> {
        Kept kept = objects.get(key);
        if (kept == null) {
          return absent(absentIsDeleted);
        }
        if (!kept.etag.equals(match.etag())) {
          return DeleteOutcome.CHANGED;
        }
      }
    }
    Kept removed = objects.remove(key);
    if (removed != null) {
      changed(key, removed.at(key), null);
    }
    return DeleteOutcome.DELETED;
  }

  /** What S3 says to DELETE If-Match where nothing stands: its documents know three answers. */
  private DeleteOutcome absent(Hostility.Kind absentIsDeleted) {
    if (hostility.has(absentIsDeleted)) {
      return DeleteOutcome.DELETED;
    }
    return hostility.has(Hostility.Kind.ABSENT_IS_CHANGED)
        ? DeleteOutcome.CHANGED
        : DeleteOutcome.MISSING;
  }

  @Override
  public synchronized List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    checkBatch(deletions);
    List<DeleteOutcome> outcomes = new ArrayList<>(deletions.size());
    for (Deletion deletion : deletions) {
      outcomes.add(
          delete(
              deletion.key(), deletion.precondition(), Hostility.Kind.ABSENT_IS_DELETED_IN_BATCH));
    }
    return outcomes;
  }

  static void checkBatch(List<Deletion> deletions) {
    if (deletions.size() > MAX_BATCH) {
      throw new IllegalArgumentException(
          deletions.size() + " deletions in one batch; at most " + MAX_BATCH);
    }
    Set<String> distinct = new HashSet<>();
    for (Deletion deletion : deletions) {
      if (!distinct.add(deletion.key())) {
        throw new IllegalArgumentException("the key is twice in one batch: " + deletion.key());
      }
    }
  }

  @Override
  public synchronized ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    if (limit < 1 || limit > MAX_BATCH) {
      throw new IllegalArgumentException("limit " + limit + "; 1 to " + MAX_BATCH);
    }
    int most = Math.min(limit, pageSize);
    boolean inside = startAfter != null && compareUtf8(startAfter, prefix) >= 0;
    Map<String, Kept> tail =
        inside ? objects.tailMap(startAfter, false) : objects.tailMap(prefix, true);
    List<ListedObject> page = new ArrayList<>();
    for (Map.Entry<String, Kept> entry : tail.entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      if (page.size() == most) {
        return new ObjectPage(page, page.getLast().key());
      }
      Kept kept = entry.getValue();
      page.add(new ListedObject(entry.getKey(), kept.etag, kept.written, kept.body.length));
    }
    return new ObjectPage(page, null);
  }

  /** The order of the UTF-8 bytes, which is that of code points and not that of Java's chars. */
  static int compareUtf8(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean highX = Character.isSurrogate(x);
        boolean highY = Character.isSurrogate(y);
        if (highX != highY) {
          return highX ? 1 : -1;
        }
        return x - y;
      }
    }
    return a.length() - b.length();
  }
}
