package dev.ligature.simulation.engine;

import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * A queue as SQS is: messages come at least once, in any order, late, and again when their receiver
 * takes longer than the visibility time-out; now and then one is lost. After too many receives a
 * message is put aside (the dead letters).
 */
public final class SimulatedQueue implements TaskQueue, Environment {

  /** Works on one message; an exception leaves it in the queue. */
  public interface Receiver {
    /**
     * Handles the message as one invocation of a worker.
     *
     * @param sentAt simulated milliseconds at which it was sent
     * @param receives how often it was delivered, this time included
     * @return whether it is done with
     */
    boolean receive(TaskMessage message, long sentAt, int receives);
  }

  /**
   * How the queue is set up.
   *
   * @param visibilityMillis how long a received message stays hidden
   * @param maxReceives a message received so often without success is put aside
   * @param workers how many invocations run at once at most
   * @param lifetimeMillis how long an invocation may run
   */
  public record Settings(
      long visibilityMillis, int maxReceives, int workers, long lifetimeMillis) {}

  private static final int FATE_ONE_IN = 6;

  private static final class Entry {
    final TaskMessage message;
    final long sentAt;
    long visibleAt;
    int receives;
    int receipt;

    Entry(TaskMessage message, long sentAt, long visibleAt) {
      this.message = message;
      this.sentAt = sentAt;
      this.visibleAt = visibleAt;
    }
  }

  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final FaultPlan faults;
  private final Settings settings;
  private final Receiver receiver;
  private final List<Entry> entries = new ArrayList<>();
  private final List<TaskMessage> deadLetters = new ArrayList<>();

  /** Used again at every poll, of which there is one for each decision. */
  private final List<Entry> visible = new ArrayList<>();

  private Predicate<TaskMessage> lost = _ -> false;
  private int working;
  private int invocations;

  /** A queue of this world whose messages go to the receiver. */
  public SimulatedQueue(
      Scheduler scheduler,
      SplittableRandom random,
      FaultPlan faults,
      Settings settings,
      Receiver receiver) {
    this.scheduler = scheduler;
    this.random = random;
    this.faults = faults;
    this.settings = settings;
    this.receiver = receiver;
  }

  /** Messages not yet done with, the hidden ones among them. */
  public int size() {
    return entries.size();
  }

  /** From now on, delayed messages of this kind are always lost. */
  public void losing(Predicate<TaskMessage> kind) {
    this.lost = kind;
  }

  /** Messages put aside. */
  public List<TaskMessage> deadLetters() {
    return List.copyOf(deadLetters);
  }

  @Override
  public void send(TaskMessage message, Duration delay) {
    Operation operation =
        Operation.on(Operation.Kind.SEND, message.jobId() + "/" + message.asks(), false);
    Fault fault = scheduler.await(operation);
    if (fault == Fault.REFUSED) {
      note(operation, "refused", fault);
      throw StoreException.notApplied(StoreException.Kind.RETRY, "the queue refused", null);
    }
    if (fault == Fault.REQUEST_LOST) {
      note(operation, "time-out", fault);
      throw StoreException.uncertain(StoreException.Kind.RETRY, "time-out of the queue", null);
    }
    if (fault == Fault.LANDS_LATE || fault == Fault.CRASH_LANDS_LATE) {
      scheduler.land(
          scheduler.hostility().landing(),
          () -> {
            accept(message, delay.toMillis());
            scheduler.trace().landed(scheduler.now(), scheduler.currentActor(), operation, "sent");
          });
      if (fault == Fault.CRASH_LANDS_LATE) {
        scheduler.trace().count(fault);
        throw scheduler.crash(operation, "before");
      }
      note(operation, "time-out", fault);
      throw StoreException.uncertain(StoreException.Kind.RETRY, "time-out of the queue", null);
    }
    Fault fate = accept(message, delay.toMillis());
    note(operation, "sent", fault == Fault.NONE ? fate : fault);
    if (fault == Fault.CRASH_AFTER) {
      throw scheduler.crash(operation, "after");
    }
    if (fault == Fault.STALL_AFTER) {
      scheduler.holdUp(operation);
    }
    if (fault == Fault.RESPONSE_LOST) {
      throw StoreException.uncertain(StoreException.Kind.RETRY, "time-out of the queue", null);
    }
  }

  private Fault accept(TaskMessage message, long delay) {
    long visibleAt = scheduler.now() + delay;
    if (delay > 0 && lost.test(message)) {
      return Fault.NONE;
    }
    if (!faults.roll(FATE_ONE_IN)) {
      entries.add(new Entry(message, scheduler.now(), visibleAt));
      return Fault.NONE;
    }
    return switch (random.nextInt(3)) {
      case 0 -> Fault.LOST;
      case 1 -> {
        entries.add(new Entry(message, scheduler.now(), visibleAt));
        entries.add(
            new Entry(
                message,
                scheduler.now(),
                visibleAt + random.nextLong(settings.visibilityMillis())));
        yield Fault.DUPLICATED;
      }
      default -> {
        entries.add(new Entry(message, scheduler.now(), visibleAt + random.nextLong(600_000)));
        yield Fault.LATE;
      }
    };
  }

  private void note(Operation operation, String outcome, Fault fault) {
    Fault counted = fault == Fault.CRASH_AFTER ? Fault.NONE : fault;
    scheduler.trace().done(scheduler.now(), scheduler.current(), operation, outcome, counted, null);
  }

  @Override
  public void poll() {
    while (working < settings.workers()) {
      visible.clear();
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).visibleAt <= scheduler.now()) {
          visible.add(entries.get(i));
        }
      }
      if (visible.isEmpty()) {
        return;
      }
      Entry entry = visible.get(random.nextInt(visible.size()));
      if (entry.receives >= settings.maxReceives()) {
        entries.remove(entry);
        deadLetters.add(entry.message);
      } else {
        invoke(entry);
      }
    }
  }

  private void invoke(Entry entry) {
    int receipt = ++entry.receipt;
    int receives = ++entry.receives;
    long hidden = settings.visibilityMillis();
    if (faults.roll(10)) {
      hidden = random.nextLong(hidden);
      scheduler.trace().count(Fault.REDELIVERED);
    }
    entry.visibleAt = scheduler.now() + hidden;
    working++;
    scheduler.spawn(
        "worker-" + ++invocations,
        settings.lifetimeMillis(),
        () -> {
          if (!receiver.receive(entry.message, entry.sentAt, receives)) {
            return;
          }
          // SQS may or may not take a deletion by a receipt that is no longer the newest.
          if (entry.receipt == receipt || random.nextBoolean()) {
            entries.remove(entry);
          }
        },
        () -> working--);
  }

  @Override
  public long nextEvent() {
    long next = NEVER;
    if (working < settings.workers()) {
      for (Entry entry : entries) {
        next = Math.min(next, entry.visibleAt);
      }
    }
    return next;
  }
}
