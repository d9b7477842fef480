package dev.ligature.s3server;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.jspecify.annotations.Nullable;

/**
 * The buckets, in one file or in memory. Safe for many threads.
 *
 * <p>One map holds the bytes of all versions by sequence number, so that writing appends; each
 * bucket has two more of small records: its current objects, and every version of every key.
 */
final class Buckets implements AutoCloseable {

  private static final int LOCKS = 2048;
  private static final int CACHE_MEGABYTES = 64;

  /** Small pages, because every commit writes each changed page again. */
  private static final int PAGE_BYTES = 4096;

  /** How long freed space stays unused: longer than any reader walks an old state of a map. */
  private static final Duration RETENTION = Duration.ofSeconds(1);

  private static final int COMMITS_BETWEEN_COMPACTIONS = 100;
  private static final int COMPACT_BELOW_PERCENT = 60;
  private static final int COMPACT_BYTES = 4 * 1024 * 1024;
  private static final long SEQUENCE_BLOCK = 1_000_000;
  private static final String SEQUENCE = "sequence";
  private static final String VERSIONING = "versioning/";
  private static final String CREATED = "created/";

  private final MVStore file;
  private final MVMap<String, String> settings;
  private final MVMap<Long, byte[]> bodies;
  private final InstantSource clock;
  private final GroupCommit commits;
  private final Map<String, Bucket> byName = new ConcurrentHashMap<>();
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
  private final ReentrantLock bucketsLock = new ReentrantLock();
  private long nextSequence;
  private long reservedSequence;
  private int commitsSinceCompaction;

  /**
   * Opens or creates the store.
   *
   * @param path the file; {@code null} for memory
   * @throws org.h2.mvstore.MVStoreException if another process has the file open, or it is no store
   */
  Buckets(@Nullable Path path, InstantSource clock) {
    this.clock = clock;
    MVStore.Builder builder =
        new MVStore.Builder()
            .autoCommitDisabled()
            .cacheSize(CACHE_MEGABYTES)
            .pageSplitSize(PAGE_BYTES);
    if (path != null) {
      builder.fileName(path.toString());
    }
    file = builder.open();
    if (path != null) {
      file.setRetentionTime((int) RETENTION.toMillis());
    }
    settings = file.openMap("settings");
    bodies =
        file.openMap(
            "bodies",
            new MVMap.Builder<Long, byte[]>()
                .keyType(LongDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
    reservedSequence = Long.parseLong(settings.getOrDefault(SEQUENCE, "0"));
    nextSequence = reservedSequence + 1;
    for (String setting : settings.keySet()) {
      if (setting.startsWith(CREATED)) {
        String name = setting.substring(CREATED.length());
        byName.put(name, new Bucket(name, this));
      }
    }
    commits = new GroupCommit(reservedSequence, this::takeSequence, this::commit, path != null);
  }

  /** Called with the commit lock held, so one at a time. */
  private long takeSequence() {
    if (nextSequence > reservedSequence) {
      // Numbers are set aside in blocks: after a kill the next one starts above all given out.
      reservedSequence = nextSequence + SEQUENCE_BLOCK;
      settings.put(SEQUENCE, Long.toString(reservedSequence));
    }
    return nextSequence++;
  }

  private void commit() {
    file.commit();
    if (++commitsSinceCompaction >= COMMITS_BETWEEN_COMPACTIONS) {
      commitsSinceCompaction = 0;
      file.compact(COMPACT_BELOW_PERCENT, COMPACT_BYTES);
    }
  }

  /** Creates a bucket; does nothing if it is there. */
  Bucket createBucket(String name, Versioning versioning) {
    bucketsLock.lock();
    try {
      Bucket existing = byName.get(name);
      if (existing != null) {
        return existing;
      }
      long number =
          commits.change(
              ignored -> {
                settings.put(VERSIONING + name, versioning.name());
                settings.put(CREATED + name, Long.toString(clock.millis()));
              });
      Bucket bucket = new Bucket(name, this);
      commits.await(number);
      byName.put(name, bucket);
      return bucket;
    } finally {
      bucketsLock.unlock();
    }
  }

  /** Removes an empty bucket. */
  void deleteBucket(String name) {
    bucketsLock.lock();
    try {
      Bucket bucket = bucket(name);
      if (!bucket.isEmpty()) {
        throw new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty")
            .detail("BucketName", name);
      }
      byName.remove(name);
      commits.await(
          commits.change(
              ignored -> {
                settings.remove(VERSIONING + name);
                settings.remove(CREATED + name);
              }));
    } finally {
      bucketsLock.unlock();
    }
  }

  /** The bucket, or S3's refusal. */
  Bucket bucket(String name) {
    Bucket bucket = byName.get(name);
    if (bucket == null) {
      throw S3Error.noSuchBucket(name);
    }
    return bucket;
  }

  Optional<Bucket> findBucket(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<Bucket> all() {
    List<Bucket> all = new ArrayList<>(byName.values());
    all.sort((a, b) -> a.name().compareTo(b.name()));
    return all;
  }

  Versioning versioning(String bucket) {
    return Versioning.valueOf(settings.getOrDefault(VERSIONING + bucket, Versioning.OFF.name()));
  }

  void setVersioning(String bucket, Versioning versioning) {
    commits.await(commits.change(ignored -> settings.put(VERSIONING + bucket, versioning.name())));
  }

  long createdMillis(String bucket) {
    return Long.parseLong(settings.getOrDefault(CREATED + bucket, "0"));
  }

  <K, V> MVMap<K, V> openMap(String name, MVMap.Builder<K, V> builder) {
    return file.openMap(name, builder);
  }

  /** Keeps the states of all maps readable that are current now, while {@code walk} runs. */
  <T> T snapshot(java.util.function.Supplier<T> walk) {
    MVStore.TxCounter usage = file.registerVersionUsage();
    try {
      return walk.get();
    } finally {
      file.deregisterVersionUsage(usage);
    }
  }

  MVMap<Long, byte[]> bodies() {
    return bodies;
  }

  GroupCommit commits() {
    return commits;
  }

  long now() {
    return clock.millis();
  }

  /** The lock that orders the writes to one key. Different keys may share one. */
  ReentrantLock lock(String bucket, byte[] key) {
    int hash = 31 * bucket.hashCode() + java.util.Arrays.hashCode(key);
    return locks[Math.floorMod(hash ^ (hash >>> 16), LOCKS)];
  }

  @Override
  public void close() {
    commits.close();
    // Without H2's own compaction: moving chunks may fail there on an assertion of its free space
    // map, and what commits compact keeps the file small enough.
    file.close();
  }
}
