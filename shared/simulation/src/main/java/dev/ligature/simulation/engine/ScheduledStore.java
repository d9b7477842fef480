package dev.ligature.simulation.engine;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store whose every operation is a scheduling point, and may go wrong as the policy says. */
public final class ScheduledStore implements ObjectStore {

  private final Scheduler scheduler;
  private final ObjectStore store;

  /**
   * @param scheduler decides when and how each operation happens
   * @param store where it happens
   */
  public ScheduledStore(Scheduler scheduler, ObjectStore store) {
    this.scheduler = scheduler;
    this.store = store;
  }

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return perform(Operation.on(Operation.Kind.GET, key, false), null, () -> store.get(key));
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    return perform(
        Operation.on(Operation.Kind.PUT, key, !(precondition instanceof Precondition.None)),
        body,
        () -> store.put(key, body, precondition));
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    return perform(
        Operation.on(Operation.Kind.DELETE, key, !(precondition instanceof Precondition.None)),
        null,
        () -> store.delete(key, precondition));
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    SimulatedStore.checkBatch(deletions);
    if (deletions.isEmpty()) {
      return List.of();
    }
    List<String> keys = deletions.stream().map(Deletion::key).toList();
    boolean conditional =
        deletions.stream().anyMatch(d -> d.precondition() instanceof Precondition.IfMatch);
    Operation operation = new Operation(Operation.Kind.DELETE_ALL, keys, conditional);
    Fault fault = scheduler.await(operation);
    if (fault == Fault.THROTTLED || fault == Fault.BLURRED) {
      List<DeleteOutcome> outcomes = new ArrayList<>();
      for (int i = 0; i < deletions.size(); i++) {
        // Every second key, and a key that stands alone.
        if (fault == Fault.THROTTLED && i % 2 == 0) {
          outcomes.add(DeleteOutcome.THROTTLED);
        } else {
          Deletion deletion = deletions.get(i);
          DeleteOutcome outcome = store.delete(deletion.key(), deletion.precondition());
          outcomes.add(fault == Fault.BLURRED ? blur(outcome, deletion.precondition()) : outcome);
        }
      }
      scheduler
          .trace()
          .done(scheduler.now(), scheduler.current(), operation, outcomes, fault, null);
      return outcomes;
    }
    return finish(operation, fault, null, () -> store.deleteAll(deletions));
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    return perform(
        Operation.on(Operation.Kind.LIST, prefix, false),
        null,
        () -> store.list(prefix, startAfter, limit));
  }

  private <T> T perform(Operation operation, byte @Nullable [] body, Supplier<T> effect) {
    return finish(operation, scheduler.await(operation), body, effect);
  }

  @SuppressWarnings("unchecked")
  private <T> T finish(
      Operation operation, Fault fault, byte @Nullable [] body, Supplier<T> effect) {
    String failed = operation.label() + " " + operation.keys().getFirst();
    switch (fault) {
      case REFUSED -> {
        note(operation, fault, body, "refused for now");
        throw StoreException.notApplied(StoreException.Kind.RETRY, "503 on " + failed, null);
      }
      case CONFLICT -> {
        note(operation, fault, body, "409");
        throw StoreException.notApplied(StoreException.Kind.CONFLICT, "409 on " + failed, null);
      }
      case REQUEST_LOST -> {
        note(operation, fault, body, "time-out");
        throw StoreException.uncertain(StoreException.Kind.RETRY, "time-out of " + failed, null);
      }
      default -> {}
    }
    T outcome = effect.get();
    if (fault == Fault.BLURRED && outcome instanceof DeleteOutcome deleted) {
      outcome = (T) blur(deleted, Precondition.ifMatch(""));
    }
    note(operation, fault, body, outcome == null ? "nothing" : outcome);
    if (fault == Fault.CRASH_AFTER) {
      throw scheduler.crash(operation, "after");
    }
    if (fault == Fault.RESPONSE_LOST) {
      throw StoreException.uncertain(StoreException.Kind.RETRY, "time-out of " + failed, null);
    }
    return outcome;
  }

  /** What a conditional delete looks like after an inner retry met its own effect. */
  private static DeleteOutcome blur(DeleteOutcome outcome, Precondition precondition) {
    boolean gone = outcome == DeleteOutcome.DELETED || outcome == DeleteOutcome.MISSING;
    return gone && precondition instanceof Precondition.IfMatch ? DeleteOutcome.UNCERTAIN : outcome;
  }

  private void note(Operation operation, Fault fault, byte @Nullable [] body, Object outcome) {
    Fault counted = fault == Fault.CRASH_AFTER ? Fault.NONE : fault;
    scheduler.trace().done(scheduler.now(), scheduler.current(), operation, outcome, counted, body);
  }
}
