package dev.ligature.store;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the requests that reach a store, by operation. Safe for many threads. */
public final class RequestCounter implements ObjectStore {

  /** The kinds of request that S3 charges for separately. */
  public enum Operation {
    GET,
    PUT,
    DELETE,
    DELETE_BATCH,
    LIST
  }

  private final ObjectStore store;
  private final Map<Operation, LongAdder> counts = new EnumMap<>(Operation.class);

  /** Counts what goes through to {@code store}. */
  public RequestCounter(ObjectStore store) {
    this.store = store;
    for (Operation operation : Operation.values()) {
      counts.put(operation, new LongAdder());
    }
  }

  /** The requests made so far, by operation. */
  public Map<Operation, Long> counts() {
    Map<Operation, Long> sums = new EnumMap<>(Operation.class);
    counts.forEach((operation, count) -> sums.put(operation, count.sum()));
    return sums;
  }

  /** All requests made so far. */
  public long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Starts again from nothing. */
  public void reset() {
    counts.values().forEach(LongAdder::reset);
  }

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    count(Operation.GET);
    return store.get(key);
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    count(Operation.PUT);
    return store.put(key, body, precondition);
  }

  @Override
  public PutOutcome putOnce(String key, byte[] body, Precondition precondition) {
    count(Operation.PUT);
    return store.putOnce(key, body, precondition);
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    count(Operation.DELETE);
    return store.delete(key, precondition);
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    count(Operation.DELETE_BATCH);
    return store.deleteAll(deletions);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    count(Operation.LIST);
    return store.list(prefix, startAfter, limit);
  }

  private void count(Operation operation) {
    // Each kind has one from the start.
    Objects.requireNonNull(counts.get(operation)).increment();
  }
}
