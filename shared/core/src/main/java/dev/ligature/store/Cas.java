package dev.ligature.store;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compare and set: read the latest, decide, write if nothing changed meanwhile, else read again.
 *
 * <p>This primitive knows nothing of what the objects mean. A decision is made from one read and
 * must not depend on anything remembered from an earlier round. The rounds have an end: after
 * {@link #MAX_ROUNDS} lost races the call fails with {@link StoreException.Kind#RETRY}.
 *
 * <pre>{@code
 * boolean won = cas.update(key, current ->
 *     current.isEmpty() ? Decision.leave(false) : Decision.write(newBody, true));
 * }</pre>
 */
public final class Cas {

  /** Lost races in a row before giving up: far more than writers that meet on one key. */
  public static final int MAX_ROUNDS = 50;

  private final ObjectStore store;
  private final boolean conditional;

  /** Works on this store. */
  public Cas(ObjectStore store) {
    this(store, true);
  }

  private Cas(ObjectStore store, boolean conditional) {
    this.store = store;
    this.conditional = conditional;
  }

  /** The same if the step is taken; else, in mutation tests, one that writes over anything. */
  public Cas as(Step step, Steps steps) {
    return steps.take(step) ? this : new Cas(store, false);
  }

  /** What to do about the object that was read. */
  public sealed interface Decision<R> {

    /**
     * Write these bytes over what was read (or in its absence), then answer {@code result}.
     *
     * @param instead the condition to write under instead of "nobody wrote since"; {@code null} for
     *     that. It must imply it
     */
    record Write<R>(byte[] body, R result, @Nullable Precondition instead) implements Decision<R> {}

    /** Write nothing; answer {@code result}. */
    record Leave<R>(R result) implements Decision<R> {}

    /** Write these bytes, if nothing changed. */
    static <R> Decision<R> write(byte[] body, R result) {
      return new Write<>(body, result, null);
    }

    /** Write these bytes where nothing was found, under a condition that says so and more. */
    static <R> Decision<R> write(byte[] body, Precondition free, R result) {
      return new Write<>(body, result, free);
    }

    /** Leave everything as it is. */
    static <R> Decision<R> leave(R result) {
      return new Leave<>(result);
    }
  }

  /** Reads, decides and writes until a decision holds. */
  public <R> R update(String key, Function<Optional<StoredObject>, Decision<R>> decide) {
    return update(key, store.get(key), decide);
  }

  /** As {@link #update(String, Function)}, the first round with an object already read. */
  public <R> R update(
      String key,
      Optional<StoredObject> read,
      Function<Optional<StoredObject>, Decision<R>> decide) {
    Optional<StoredObject> current = read;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      switch (decide.apply(current)) {
        case Decision.Leave<R>(R result) -> {
          return result;
        }
        case Decision.Write<R>(byte[] body, R result, Precondition instead) -> {
          Precondition condition = instead == null ? unchanged(current) : instead;
          if (store.put(key, body, condition).written()) {
            return result;
          }
        }
      }
      current = store.get(key);
    }
    throw StoreException.notApplied(
        StoreException.Kind.RETRY, "lost " + MAX_ROUNDS + " races in a row on " + key, null);
  }

  private Precondition unchanged(Optional<StoredObject> read) {
    return conditional
        ? read.map(o -> Precondition.ifMatch(o.etag())).orElseGet(Precondition::ifAbsent)
        : Precondition.none();
  }
}
