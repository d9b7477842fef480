package dev.ligature.s3server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * One bucket: its current objects and their history. Every write checks its condition and changes
 * the maps under the key's lock, then waits until the change is durable.
 */
final class Bucket {

  /** What a delete did. */
  record Deleted(@Nullable StoredVersion marker, @Nullable StoredVersion removed) {}

  private final String name;
  private final Buckets buckets;
  private final MVMap<byte[], StoredVersion> current;
  private final MVMap<VersionKey, StoredVersion> history;

  Bucket(String name, Buckets buckets) {
    this.name = name;
    this.buckets = buckets;
    this.current =
        buckets.openMap(
            "current/" + name,
            new MVMap.Builder<byte[], StoredVersion>()
                .keyType(Types.Key.INSTANCE)
                .valueType(Types.Version.INSTANCE));
    this.history =
        buckets.openMap(
            "history/" + name,
            new MVMap.Builder<VersionKey, StoredVersion>()
                .keyType(Types.History.INSTANCE)
                .valueType(Types.Version.INSTANCE));
  }

  String name() {
    return name;
  }

  /** The current objects, in the order of keys. Delete markers are not in it. */
  MVMap<byte[], StoredVersion> current() {
    return current;
  }

  /** Every version and delete marker. */
  MVMap<VersionKey, StoredVersion> history() {
    return history;
  }

  boolean isEmpty() {
    return history.isEmpty();
  }

  Versioning versioning() {
    return buckets.versioning(name);
  }

  /** Writes an object and returns once it is durable. */
  StoredVersion put(
      String key, byte[] body, Map<String, String> headers, WriteCondition condition) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    Md5 md5 = Md5.of(body);
    StoredVersion[] written = new StoredVersion[1];
    long number;
    ReentrantLock lock = buckets.lock(name, bytes);
    lock.lock();
    try {
      check(key, current.get(bytes), condition);
      number =
          buckets
              .commits()
              .change(
                  sequence -> {
                    boolean nullVersion = versioning() != Versioning.ENABLED;
                    if (nullVersion) {
                      removeNullVersion(bytes);
                    }
                    StoredVersion version =
                        new StoredVersion(
                            sequence,
                            nullVersion,
                            false,
                            buckets.now(),
                            md5,
                            body.length,
                            Map.copyOf(headers));
                    buckets.bodies().put(sequence, body);
                    history.put(new VersionKey(bytes, sequence), version);
                    current.put(bytes, version);
                    written[0] = version;
                  });
    } finally {
      lock.unlock();
    }
    buckets.commits().await(number);
    return written[0];
  }

  /** Deletes the current version: a delete marker where versions are kept. Durable on return. */
  Deleted delete(String key, WriteCondition condition) {
    Deleted[] deleted = new Deleted[1];
    buckets.commits().await(startDelete(key, condition, deleted));
    return deleted[0];
  }

  /**
   * Deletes the current version, not yet durably.
   *
   * @param result its first element receives what was done
   * @return the number to wait for
   */
  long startDelete(String key, WriteCondition condition, Deleted[] result) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    ReentrantLock lock = buckets.lock(name, bytes);
    lock.lock();
    try {
      StoredVersion now = current.get(bytes);
      check(key, now, condition);
      return buckets
          .commits()
          .change(
              sequence -> {
                Versioning versioning = versioning();
                if (versioning != Versioning.ENABLED) {
                  removeNullVersion(bytes);
                }
                StoredVersion marker = null;
                if (versioning != Versioning.OFF) {
                  marker =
                      new StoredVersion(
                          sequence,
                          versioning == Versioning.SUSPENDED,
                          true,
                          buckets.now(),
                          Md5.NONE,
                          0,
                          Map.of());
                  history.put(new VersionKey(bytes, sequence), marker);
                }
                current.remove(bytes);
                result[0] = new Deleted(marker, now);
              });
    } finally {
      lock.unlock();
    }
  }

  /** Removes one version for good; what is then the newest becomes current. */
  long startDeleteVersion(String key, String versionId, Deleted[] result) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    ReentrantLock lock = buckets.lock(name, bytes);
    lock.lock();
    try {
      StoredVersion version = findVersion(bytes, versionId);
      result[0] = new Deleted(null, version);
      if (version == null) {
        return buckets.commits().last();
      }
      return buckets
          .commits()
          .change(
              ignored -> {
                remove(bytes, version);
                StoredVersion newest = newest(bytes);
                if (newest == null || newest.deleteMarker()) {
                  current.remove(bytes);
                } else {
                  current.put(bytes, newest);
                }
              });
    } finally {
      lock.unlock();
    }
  }

  /** A refusal shows what another write did, so it must wait until that one is durable. */
  private void check(String key, @Nullable StoredVersion now, WriteCondition condition) {
    try {
      condition.check(key, now);
    } catch (S3Error refused) {
      buckets.commits().await(now == null ? buckets.commits().last() : now.sequence());
      throw refused;
    }
  }

  /**
   * The version that a read is to answer, durable.
   *
   * @param versionId {@code null} for the current one
   * @return a delete marker only if it was asked for by its id
   */
  @Nullable StoredVersion find(String key, @Nullable String versionId) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    StoredVersion version = versionId == null ? current.get(bytes) : findVersion(bytes, versionId);
    buckets.commits().await(version == null ? buckets.commits().last() : version.sequence());
    return version;
  }

  /** The newest version or delete marker of a key. */
  @Nullable StoredVersion newest(String key) {
    return newest(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes of a version; {@code null} if it was removed meanwhile. */
  byte @Nullable [] body(StoredVersion version) {
    return buckets.bodies().get(version.sequence());
  }

  private @Nullable StoredVersion newest(byte[] key) {
    VersionKey first = history.ceilingKey(VersionKey.newest(key));
    return first == null || !Arrays.equals(first.key(), key) ? null : history.get(first);
  }

  private @Nullable StoredVersion findVersion(byte[] key, String versionId) {
    if (versionId.equals(VersionIds.NULL)) {
      return nullVersion(key);
    }
    OptionalLong sequence = VersionIds.sequence(versionId);
    if (sequence.isEmpty()) {
      throw S3Error.invalidArgument("Invalid version id specified", "versionId", versionId);
    }
    StoredVersion version = history.get(new VersionKey(key, sequence.getAsLong()));
    return version == null || version.nullVersion() ? null : version;
  }

  private @Nullable StoredVersion nullVersion(byte[] key) {
    VersionKey at = history.ceilingKey(VersionKey.newest(key));
    while (at != null && Arrays.equals(at.key(), key)) {
      StoredVersion version = history.get(at);
      if (version != null && version.nullVersion()) {
        return version;
      }
      at = history.higherKey(at);
    }
    return null;
  }

  private void removeNullVersion(byte[] key) {
    StoredVersion version = nullVersion(key);
    if (version != null) {
      remove(key, version);
    }
  }

  private void remove(byte[] key, StoredVersion version) {
    history.remove(new VersionKey(key, version.sequence()));
    buckets.bodies().remove(version.sequence());
  }
}
