package dev.ligature.simulation.engine;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.time.Duration;
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

  /** What the actor's machine takes for the store's time: its own clock, put right by answers. */
  @Override
  public Instant time() {
    if (!scheduler.inActor()) {
      return store.time();
    }
    Actor me = scheduler.current().actor();
    long now = scheduler.now();
    return Scheduler.EPOCH.plusMillis(me.clock().storeTime(now, me.age(now)));
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
        () -> {
          PutOutcome outcome = store.put(key, body, precondition);
          if (outcome.written()) {
            scheduler.written(key, body);
          }
          return outcome;
        });
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
    return switch (fault) {
      case THROTTLED, KEYS_FAIL, BLURRED -> {
        List<DeleteOutcome> outcomes = new ArrayList<>(deletions.size());
        for (int i = 0; i < deletions.size(); i++) {
          outcomes.add(deleteInBatch(i, deletions.get(i), fault));
        }
        note(operation, fault, null, outcomes);
        heardAt(store.time());
        yield outcomes;
      }
      case LANDS_LATE, CRASH_LANDS_LATE -> {
        // S3 deletes each key by itself, so each has a moment of its own.
        for (Deletion deletion : deletions) {
          Operation one =
              new Operation(Operation.Kind.DELETE_ALL, List.of(deletion.key()), conditional);
          landLater(one, () -> store.deleteAll(List.of(deletion)));
        }
        throw gaveUp(operation, fault, null);
      }
      default -> finish(operation, fault, null, () -> store.deleteAll(deletions));
    };
  }

  /** Every second key is concerned, and so is a key that stands alone. */
  private DeleteOutcome deleteInBatch(int place, Deletion deletion, Fault fault) {
    boolean concerned = fault == Fault.BLURRED || place % 2 == 0;
    if (concerned && fault == Fault.THROTTLED) {
      return DeleteOutcome.THROTTLED;
    }
    boolean failsBefore = concerned && fault == Fault.KEYS_FAIL && place % 4 == 0;
    if (failsBefore) {
      return DeleteOutcome.FAILED;
    }
    DeleteOutcome outcome = store.deleteAll(List.of(deletion)).getFirst();
    if (concerned && fault == Fault.KEYS_FAIL) {
      return DeleteOutcome.FAILED;
    }
    return fault == Fault.BLURRED ? blur(outcome, deletion.precondition()) : outcome;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Under a hostile platform a page is no snapshot: of what others change meanwhile it may show
   * one thing as before and another as after.
   */
  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    Operation operation = Operation.on(Operation.Kind.LIST, prefix, false);
    Fault fault = scheduler.await(operation);
    TornPage torn = TornPage.of(scheduler.hostility());
    if (torn == null || fault != Fault.NONE) {
      return finish(operation, fault, null, () -> store.list(prefix, startAfter, limit));
    }
    ObjectPage early = store.list(prefix, startAfter, limit);
    Fault second = scheduler.await(operation);
    return finish(
        operation,
        second,
        null,
        () -> torn.between(early, store.list(prefix, startAfter, limit), limit));
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
      case REQUEST_LOST -> throw gaveUp(operation, fault, body);
      case LANDS_LATE, CRASH_LANDS_LATE -> {
        landLater(operation, effect);
        throw gaveUp(operation, fault, body);
      }
      default -> {}
    }
    T outcome = effect.get();
    Instant told = store.time();
    if (fault == Fault.BLURRED && outcome instanceof DeleteOutcome deleted) {
      outcome = (T) blur(deleted, Precondition.ifMatch(""));
    }
    note(operation, fault, body, outcome == null ? "nothing" : outcome);
    if (fault == Fault.CRASH_AFTER) {
      throw scheduler.crash(operation, "after");
    }
    if (fault == Fault.STALL_AFTER) {
      scheduler.holdUp(operation);
    }
    if (fault == Fault.RESPONSE_LOST) {
      throw timeOut(operation);
    }
    heardAt(told);
    return outcome;
  }

  /** The end of an operation whose answer never comes: the actor knows nothing, or is no more. */
  private RuntimeException gaveUp(Operation operation, Fault fault, byte @Nullable [] body) {
    if (fault == Fault.CRASH_LANDS_LATE) {
      scheduler.trace().count(fault);
      throw scheduler.crash(operation, "before");
    }
    note(operation, fault, body, "time-out");
    return timeOut(operation);
  }

  private void landLater(Operation operation, Supplier<?> effect) {
    scheduler.land(
        scheduler.hostility().landing(),
        () ->
            scheduler
                .trace()
                .landed(scheduler.now(), scheduler.currentActor(), operation, effect.get()));
  }

  private static StoreException timeOut(Operation operation) {
    return StoreException.uncertain(
        StoreException.Kind.RETRY,
        "time-out of " + operation.label() + " " + operation.keys().getFirst(),
        null);
  }

  /** An answer has come, and tells the store's time, as it was when the store gave it. */
  private void heardAt(Instant storeTime) {
    Actor me = scheduler.current().actor();
    long now = scheduler.now();
    me.clock().told(Duration.between(Scheduler.EPOCH, storeTime).toMillis(), now, me.age(now));
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
