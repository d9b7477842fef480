package dev.ligature.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/**
 * The one port through which Ligature reaches S3: atomic operations on single keys, conditional on
 * the key's absence or its ETag, and a strongly consistent listing. Nothing more is assumed.
 *
 * <p>An outcome that the protocols must tell apart is a value ({@link PutOutcome}, {@link
 * DeleteOutcome}); everything else is a {@link StoreException}, sorted by {@link
 * StoreException.Kind}. After a {@code StoreException} the effect of a write is <em>unknown</em>:
 * it may or may not have happened. Implementations are safe for use by many threads.
 */
public interface ObjectStore {

  /** The most keys that {@link #deleteAll} takes at once, and {@link #list} returns at once. */
  int MAX_BATCH = 1000;

  /**
   * How old a request may be when it reaches the store; see {@link Precondition.IfAbsentWithin}. It
   * is S3's own window for the time in a signature.
   */
  Duration WINDOW = Duration.ofMinutes(15);

  /**
   * The store's own time, as its last answer told it; no request. Before the first answer it is
   * this machine's. Ages of objects are judged by this time, for {@link ListedObject#lastModified}
   * is of the same clock, and a machine's own clock may be hours off.
   */
  Instant time();

  /** Reads the current version of an object; empty if there is none. */
  Optional<StoredObject> get(String key);

  /** Writes an object if the precondition holds at that moment. */
  PutOutcome put(String key, byte[] body, Precondition precondition);

  /**
   * As {@link #put}, but never retried once it may have happened. For a write whose repetition is
   * not the same write: what a lost first try created may have been deleted by others since.
   */
  default PutOutcome putOnce(String key, byte[] body, Precondition precondition) {
    return put(key, body, precondition);
  }

  /**
   * Deletes the current version of an object if the precondition holds at that moment. Without a
   * precondition the answer is {@link DeleteOutcome#DELETED} whether the object was there or not,
   * as in S3. {@link Precondition.IfAbsent} is not allowed here.
   */
  DeleteOutcome delete(String key, Precondition precondition);

  /**
   * Deletes up to {@link #MAX_BATCH} distinct keys, each under its own precondition and each
   * atomically by itself; the batch as a whole is not atomic.
   *
   * @return one outcome for each deletion, in the same order; {@link DeleteOutcome#THROTTLED} and
   *     {@link DeleteOutcome#FAILED} name the keys that are to be retried
   */
  List<DeleteOutcome> deleteAll(List<Deletion> deletions);

  /** As {@link #deleteAll}, for any number of keys: one request for each {@link #MAX_BATCH}. */
  default List<DeleteOutcome> deleteInBatches(List<Deletion> deletions) {
    return deletions.stream()
        .gather(Gatherers.windowFixed(MAX_BATCH))
        .flatMap(batch -> deleteAll(batch).stream())
        .toList();
  }

  /**
   * Lists keys that start with {@code prefix}, in the order of their UTF-8 bytes.
   *
   * @param startAfter only keys greater than this one; {@code null} for the beginning
   * @param limit at most this many, 1 to {@link #MAX_BATCH}; a page may be shorter and yet not last
   */
  ObjectPage list(String prefix, @Nullable String startAfter, int limit);

  /** Lists all keys under a prefix, and shows them page by page; one LIST for each. */
  default void eachPage(String prefix, Consumer<List<ListedObject>> visit) {
    String startAfter = null;
    do {
      ObjectPage page = list(prefix, startAfter, MAX_BATCH);
      visit.accept(page.objects());
      startAfter = page.next();
    } while (startAfter != null);
  }
}
