package dev.ligature.behaviour.cascade;

import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A bucket with very many children of one parent, made up as they are asked for, so that they take
 * no memory. Every request takes a millisecond of its clock. Safe for many threads.
 */
final class MadeUpChildren implements ObjectStore {

  static final UUID PARENT = new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0000L);

  private static final long FIRST_CHILD = 0x8000_0000_0000_0000L;

  private final long children;
  private final AtomicLong millis = new AtomicLong();
  private final SimulatedStore rest = new SimulatedStore(clock());
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong mostHeld = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();

  /** This many children, under keys that begin with {@code data/children/}. */
  MadeUpChildren(long children) {
    this.children = children;
    rest.put(
        "data/parents/" + PARENT + ".json",
        "{\"id\":\"%s\",\"version\":1}".formatted(PARENT).getBytes(StandardCharsets.UTF_8),
        Precondition.ifAbsent());
  }

  /** The time, which goes on by requests alone. */
  InstantSource clock() {
    return () -> Instant.EPOCH.plusMillis(millis.get());
  }

  /** Children deleted so far. */
  long deleted() {
    return deleted.get();
  }

  /** The most children that were read and neither deleted nor handed on in a task. */
  long mostHeld() {
    return mostHeld.get();
  }

  private static UUID child(long number) {
    return new UUID(0x0199_0000_0000_7000L, FIRST_CHILD + number);
  }

  @Override
  public Instant time() {
    return rest.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    millis.incrementAndGet();
    if (!key.startsWith("data/children/")) {
      return rest.get(key);
    }
    mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
    String id = key.substring("data/children/".length(), key.length() - ".json".length());
    String body = "{\"id\":\"%s\",\"version\":1,\"parentId\":\"%s\"}".formatted(id, PARENT);
    return Optional.of(new StoredObject(key, body.getBytes(StandardCharsets.UTF_8), "\"e\"", null));
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    millis.incrementAndGet();
    if (key.contains("/tasks/")) {
      held.set(0);
    }
    // Intents are read only after a crash; keeping them would be the test's memory, not core's.
    return rest.put(key, key.endsWith("-intent") ? new byte[] {'{', '}'} : body, precondition);
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    millis.incrementAndGet();
    return rest.delete(key, precondition);
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    millis.incrementAndGet();
    if (deletions.getFirst().key().startsWith("data/children/")) {
      held.set(0);
      deleted.addAndGet(deletions.size());
      return deletions.stream().map(d -> DeleteOutcome.DELETED).toList();
    }
    return rest.deleteAll(deletions);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    millis.incrementAndGet();
    if (!prefix.startsWith("refs/children.")) {
      return rest.list(prefix, startAfter, limit);
    }
    long first =
        startAfter == null
            ? 0
            : UUID.fromString(startAfter.substring(prefix.length())).getLeastSignificantBits()
                - FIRST_CHILD
                + 1;
    List<ListedObject> page = new ArrayList<>();
    for (long i = first; i < Math.min(children, first + limit); i++) {
      page.add(new ListedObject(prefix + child(i), "\"r\"", Instant.EPOCH, 24));
    }
    boolean more = first + limit < children;
    return new ObjectPage(page, more ? page.getLast().key() : null);
  }
}
