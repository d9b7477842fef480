package dev.ligature.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Retries what a transient failure stopped, with growing waits and full jitter, and keeps the one
 * promise that a blind retry breaks: a conditional write whose answer was lost may have happened,
 * and then its own retry is refused by what it wrote itself. Every body that Ligature writes
 * carries a fresh nonce, so the object that stands there tells whose write it was.
 *
 * <p>Partial failures of {@link #deleteAll} are retried key by key, never the whole batch: S3
 * counts every key as a write, and a repeated batch repeats the overload. While keys are refused
 * the batches shrink; each clean batch lets them grow back.
 */
public final class RetryingStore implements ObjectStore {

  /** A call is tried this often before its failure is passed on. */
  public static final int MAX_ATTEMPTS = 8;

  private static final Duration FIRST_WAIT = Duration.ofMillis(25);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final int SMALLEST_BATCH = 10;

  private final ObjectStore store;
  private final Platform platform;

  /** Guarded by this. Shared by all callers: throttling concerns the partition, not the caller. */
  private int batchSize = MAX_BATCH;

  /** Wraps a store whose calls are single tries. */
  public RetryingStore(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return retrying(() -> store.get(key));
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    return retrying(() -> store.list(prefix, startAfter, limit));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Every try but the first carries a nonce of its own: a lost try may land after the one that
   * succeeded, and must not bring an ETag back that others have seen before.
   */
  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    List<byte[]> tried = new ArrayList<>();
    byte[] current = body;
    for (int attempt = 1; ; attempt++) {
      try {
        PutOutcome outcome = store.put(key, current, precondition);
        return tried.isEmpty() || outcome.written() ? outcome : whoseWrite(key, tried, outcome);
      } catch (StoreException e) {
        if (!e.surelyNotApplied()) {
          tried.add(current);
        }
        backOffOrThrow(e, attempt);
        current =
            platform.steps().take(Step.NONCE_OF_EACH_TRY)
                ? Nonce.renewed(body, platform.nonce())
                : body;
      }
    }
  }

  @Override
  public PutOutcome putOnce(String key, byte[] body, Precondition precondition) {
    for (int attempt = 1; ; attempt++) {
      try {
        return store.putOnce(key, body, precondition);
      } catch (StoreException e) {
        if (!e.surelyNotApplied()) {
          throw e;
        }
        backOffOrThrow(e, attempt);
      }
    }
  }

  /** A refusal after lost answers: if the bytes of a lost try stand there, it had succeeded. */
  private PutOutcome whoseWrite(String key, List<byte[]> tried, PutOutcome refusal) {
    Optional<StoredObject> found = get(key);
    if (found.isPresent() && tried.stream().anyMatch(b -> Arrays.equals(b, found.get().body()))) {
      return new PutOutcome.Written(found.get().etag(), found.get().versionId());
    }
    return refusal instanceof PutOutcome.Refused refused
        ? new PutOutcome.Refused(refused.reason(), true)
        : refusal;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where another object stands after a lost answer, the lost try may have deleted the one that
   * was named (and a fence was put since): then the outcome is unknown, and the lost answer itself
   * is passed on.
   */
  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    StoreException lost = null;
    for (int attempt = 1; ; attempt++) {
      try {
        DeleteOutcome outcome = store.delete(key, precondition);
        if (lost != null && outcome == DeleteOutcome.CHANGED) {
          throw lost;
        }
        return lost != null && outcome == DeleteOutcome.MISSING ? DeleteOutcome.UNCERTAIN : outcome;
      } catch (StoreException e) {
        if (e == lost) {
          throw e;
        }
        if (!e.surelyNotApplied()) {
          lost = e;
        }
        backOffOrThrow(e, attempt);
      }
    }
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    OpenDeletions open = new OpenDeletions(deletions);
    int refusals = 0; // rounds in a row in which keys were refused: how long to wait
    int failures = 0; // rounds in a row in which none got through: when to give up
    while (!open.isEmpty()) {
      Round round = round(open);
      if (round.clean()) {
        grow();
        refusals = 0;
        failures = 0;
      } else {
        shrink();
        refusals++;
        failures = round.inVain() ? failures + 1 : 0;
        throwUnlessTransient(round.failure(), failures);
        backOff(refusals);
      }
    }
    return open.outcomes();
  }

  /**
   * One batch, tried once.
   *
   * @param keys how many keys it had
   * @param refused how many of them are to be tried again
   * @param thrown why all of them are, if there was no answer for each
   */
  private record Round(int keys, int refused, @Nullable StoreException thrown) {

    boolean clean() {
      return refused == 0;
    }

    boolean inVain() {
      return refused == keys;
    }

    StoreException failure() {
      return thrown != null
          ? thrown
          : StoreException.notApplied(
              StoreException.Kind.RETRY,
              "S3 refused " + refused + " of " + keys + " keys for now",
              null);
    }
  }

  private Round round(OpenDeletions open) {
    List<Deletion> batch = open.first(batchSize());
    try {
      return new Round(batch.size(), open.answered(batch.size(), store.deleteAll(batch)), null);
    } catch (StoreException e) {
      if (!e.surelyNotApplied()) {
        open.lost(batch.size());
      }
      return new Round(batch.size(), batch.size(), e);
    }
  }

  private synchronized int batchSize() {
    return batchSize;
  }

  private synchronized void shrink() {
    batchSize = Math.max(SMALLEST_BATCH, batchSize / 2);
  }

  private synchronized void grow() {
    batchSize = Math.min(MAX_BATCH, batchSize + Math.max(1, batchSize / 4));
  }

  private <T> T retrying(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (StoreException e) {
        backOffOrThrow(e, attempt);
      }
    }
  }

  private void backOffOrThrow(StoreException e, int attempt) {
    throwUnlessTransient(e, attempt);
    backOff(attempt);
  }

  private static void throwUnlessTransient(StoreException e, int failures) {
    if (!e.isTransient() || failures >= MAX_ATTEMPTS) {
      throw e;
    }
  }

  private void backOff(int attempt) {
    long ceiling =
        Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(attempt - 1, 10));
    platform.waiter().await(Duration.ofMillis(1 + platform.random().nextLong(ceiling)));
  }
}
