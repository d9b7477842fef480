package dev.ligature.functions;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.RequestCounter.Operation;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that holds requests of a kind until a number of them is under way at once: those that are
 * made side by side meet, those that are made in turn never do. Threads may share it.
 */
final class Rendezvous implements ObjectStore {

  /** How long a request waits for others in vain; none waits if all come. */
  private static final long PATIENCE_SECONDS = 3;

  private final ObjectStore store;
  private final List<Meeting> meetings = new CopyOnWriteArrayList<>();

  Rendezvous(ObjectStore store) {
    this.store = store;
  }

  /** Where requests of one kind wait for each other. */
  static final class Meeting {
    private final Operation operation;
    private final String prefix;
    private final CountDownLatch awaited;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private Meeting(Operation operation, String prefix, int requests) {
      this.operation = operation;
      this.prefix = prefix;
      this.awaited = new CountDownLatch(requests);
    }

    /** The most requests that were under way at once. */
    int most() {
      return most.get();
    }

    private <T> T attend(Supplier<T> request) {
      most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      try {
        awaited.countDown();
        if (!awaited.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          // Nobody else waits in vain: the test is to fail soon.
          while (awaited.getCount() > 0) {
            awaited.countDown();
          }
        }
        return request.get();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stopped);
      } finally {
        underWay.decrementAndGet();
      }
    }
  }

  /** From now on, requests of this kind for keys under this prefix wait for so many. */
  Meeting of(int requests, Operation operation, String prefix) {
    Meeting meeting = new Meeting(operation, prefix, requests);
    meetings.add(meeting);
    return meeting;
  }

  private <T> T attend(Operation operation, String key, Supplier<T> request) {
    return meetings.stream()
        .filter(meeting -> meeting.operation == operation && key.startsWith(meeting.prefix))
        .findFirst()
        .map(meeting -> meeting.attend(request))
        .orElseGet(request);
  }

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return attend(Operation.GET, key, () -> store.get(key));
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    return attend(Operation.PUT, key, () -> store.put(key, body, precondition));
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    return attend(Operation.DELETE, key, () -> store.delete(key, precondition));
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    return store.deleteAll(deletions);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    return attend(Operation.LIST, prefix, () -> store.list(prefix, startAfter, limit));
  }
}
