package dev.ligature.data.write;

import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Keys;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.RetryingStore;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that of all who delete one entity If-Match its ETag exactly one is told that it did,
 * whichever way the store answers for a key that is absent by then. Counts stand on it.
 *
 * <p>S3 answers 404 there, as has been measured, and then nothing is to be done. Its documents also
 * allow 204, as for a delete without a condition; then two deleters would both count the entity. So
 * the first conditional delete of a process asks: it deletes, If-Match, a key that was never used.
 * If that "succeeds", an entity is deleted in two steps: first a fence is put over it, If-Match
 * (which only one can do, and after which it is gone for every reader), then the fence goes without
 * a condition. Ids are never used twice, so nobody can stand there again.
 *
 * <p>Safe for many threads.
 */
public final class SureDeletes implements ObjectStore {

  private static final String ENTITIES = Keys.entities();
  private static final String REASON = "deleted";
  private static final String NOBODYS_ETAG = "\"00000000000000000000000000000000\"";

  private final ObjectStore store;
  private final Platform platform;
  private final EntityCodec codec;
  private final Fences fences;

  /** Whether a single delete tells that a key was absent; {@code null} until it was asked. */
  private volatile @Nullable Boolean singleTells;

  /** The same of a delete in a batch, of which S3's documents speak apart. */
  private volatile @Nullable Boolean batchTells;

  private SureDeletes(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.fences = new Fences(store, platform);
  }

  /**
   * What core works on: this bucket, with transient failures retried, and with sure deletes.
   *
   * @param bucket a store of single tries, or one of these already
   */
  public static ObjectStore over(ObjectStore bucket, Platform platform) {
    return switch (bucket) {
      case SureDeletes sure -> sure;
      case RetryingStore retrying -> new SureDeletes(retrying, platform);
      default -> new SureDeletes(new RetryingStore(bucket, platform), platform);
    };
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    return precondition instanceof Precondition.IfMatch(String etag)
            && isCounted(key)
            && !singleTells(key)
        ? deleteFenced(key, etag)
        : store.delete(key, precondition);
  }

  /** The fence has a note, so that a sweep finds it should its maker die before it goes again. */
  private DeleteOutcome deleteFenced(String key, String etag) {
    UUID id = Keys.entityId(key);
    if (id == null) {
      throw new IllegalArgumentException("no entity's key: " + key);
    }
    String plural = key.substring(ENTITIES.length(), key.lastIndexOf('/'));
    Fences.Announced fence = fences.announce(plural, id, REASON);
    DeleteOutcome outcome = fence(key, fence.body(), fence.over(etag));
    if (outcome == DeleteOutcome.DELETED) {
      store.delete(key, Precondition.none());
    }
    return outcome;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Fences that a batch leaves behind because its maker dies have no notes: a job's journal
   * names the entities, and whoever takes up its task removes them.
   */
  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    Optional<String> counted =
        deletions.stream()
            .filter(d -> d.precondition() instanceof Precondition.IfMatch)
            .map(Deletion::key)
            .filter(this::isCounted)
            .findFirst();
    if (counted.isEmpty() || batchTells(counted.get())) {
      return store.deleteAll(deletions);
    }
    List<DeleteOutcome> fenced =
        platform
            .parallel()
            .map(
                deletions,
                deletion ->
                    deletion.precondition() instanceof Precondition.IfMatch(String etag)
                        ? fence(deletion.key(), codec.fence(REASON), Precondition.ifMatch(etag))
                        : DeleteOutcome.DELETED);
    List<Integer> due = new ArrayList<>();
    for (int i = 0; i < fenced.size(); i++) {
      if (fenced.get(i) == DeleteOutcome.DELETED) {
        due.add(i);
      }
    }
    List<DeleteOutcome> outcomes = new ArrayList<>(fenced);
    List<DeleteOutcome> deleted =
        store.deleteAll(due.stream().map(i -> Deletion.of(deletions.get(i).key())).toList());
    for (int i = 0; i < due.size(); i++) {
      outcomes.set(due.get(i), deleted.get(i));
    }
    return List.copyOf(outcomes);
  }

  private DeleteOutcome fence(String key, byte[] fence, Precondition overEntity) {
    return switch (store.put(key, fence, overEntity)) {
      case PutOutcome.Written _ -> DeleteOutcome.DELETED;
      case PutOutcome.Refused(PutOutcome.Reason reason, boolean uncertain) -> {
        if (reason == PutOutcome.Reason.MISSING) {
          yield uncertain ? DeleteOutcome.UNCERTAIN : DeleteOutcome.MISSING;
        }
        if (!uncertain && reason == PutOutcome.Reason.EXPIRED) {
          throw StoreException.notApplied(
              StoreException.Kind.RETRY, "the delete of " + key + " took too long to begin", null);
        }
        if (uncertain) {
          // The lost try may have put the fence, with that of another deleter there since.
          throw StoreException.uncertain(
              StoreException.Kind.RETRY, "the answer to the delete of " + key + " was lost", null);
        }
        yield DeleteOutcome.CHANGED;
      }
    };
  }

  private boolean isCounted(String key) {
    return key.startsWith(ENTITIES) && platform.steps().take(Step.DELETE_SURELY);
  }

  private boolean singleTells(String key) {
    Boolean known = singleTells;
    if (known == null) {
      known = tells(store.delete(nobodysKey(key), Precondition.ifMatch(NOBODYS_ETAG)));
      singleTells = known;
    }
    return Boolean.TRUE.equals(known);
  }

  private boolean batchTells(String key) {
    Boolean known = batchTells;
    if (known == null) {
      known =
          tells(
              store.deleteAll(List.of(Deletion.ifMatch(nobodysKey(key), NOBODYS_ETAG))).getFirst());
      batchTells = known;
    }
    return Boolean.TRUE.equals(known);
  }

  /** A key beside this one that nothing ever stood at. */
  private String nobodysKey(String key) {
    return key + "." + platform.nonce();
  }

  /**
   * What an answer tells of the store. Where it tells nothing ({@code null}), the careful way is
   * taken this time, and the question is put again the next time.
   */
  private static @Nullable Boolean tells(DeleteOutcome answer) {
    return switch (answer) {
      // Changed: some stores say so of what is absent, too. What matters is that it is no success.
      case MISSING, CHANGED -> true;
      case DELETED -> false;
      case UNCERTAIN, THROTTLED, FAILED -> null;
    };
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
  public PutOutcome putOnce(String key, byte[] body, Precondition precondition) {
    return store.putOnce(key, body, precondition);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    return store.list(prefix, startAfter, limit);
  }
}
