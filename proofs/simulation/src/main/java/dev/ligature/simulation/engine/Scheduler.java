package dev.ligature.simulation.engine;

import dev.ligature.store.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs actors, real blocking code each on virtual threads of its own, one at a time. Every
 * operation is a scheduling point: the actor that reaches one asks the {@link Policy} who goes next
 * and hands over to it directly, or goes on itself if it was picked. Nothing else runs, so the
 * policy's decisions are all there is to a run.
 *
 * <p>Not for use by several driving threads. The virtual threads hand over fastest when their pool
 * has one carrier ({@code -Djdk.virtualThreadScheduler.parallelism=1}).
 */
public final class Scheduler {

  /** The moment at which simulated time begins. */
  public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** The lifetime, and the deadline, of an actor that is never killed. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  /** A write on its way that its actor has given up. */
  private record Landing(long at, int number, Actor actor, Runnable effect) {}

  private final Policy policy;
  private final Trace trace;
  private final int maxSteps;
  private Environment environment = Environment.QUIET;

  private final List<Actor> actors = new ArrayList<>();
  private final List<Fiber> live = new ArrayList<>();
  private final List<Fiber> ready = new ArrayList<>();
  private final PriorityQueue<Landing> landings =
      new PriorityQueue<>(Comparator.comparingLong(Landing::at).thenComparingInt(Landing::number));
  private Hostility hostility = Hostility.none();
  private @Nullable Coverage coverage;
  private int landingsMade;
  private @Nullable Actor landing;
  private int fibersMade;
  private int steps;
  private long now;
  private boolean stopped;
  private @Nullable RuntimeException trouble;

  private volatile @Nullable Fiber running;
  private volatile boolean idle = true;
  private @Nullable Thread driver;

  /**
   * @param policy decides
   * @param trace told of everything
   * @param maxSteps a run with more operations never ends, as far as anyone can tell
   */
  public Scheduler(Policy policy, Trace trace, int maxSteps) {
    this.policy = policy;
    this.trace = trace;
    this.maxSteps = maxSteps;
  }

  /** Sets what happens by itself. */
  public void environment(Environment events) {
    this.environment = events;
  }

  /** Sets how hostile the platform is: what clocks actors have. */
  public void hostility(Hostility kinds) {
    this.hostility = kinds;
  }

  /** Sets what collects what this world comes across. */
  public void coverage(Coverage collected) {
    this.coverage = collected;
  }

  /** The running actor, or a late write, has written an object. */
  void written(String key, byte[] body) {
    if (coverage != null) {
      coverage.written(key, body);
    }
  }

  /** The running actor takes a step of the protocols. */
  void took(Step step) {
    Fiber me = running;
    if (me != null) {
      if (coverage != null) {
        coverage.took(step);
      }
      me.steps.add(step);
    }
  }

  /** How hostile the platform is. */
  Hostility hostility() {
    return hostility;
  }

  /** Lets simulated time pass while nothing runs. */
  public void advance(long millis) {
    now += millis;
  }

  /** Simulated milliseconds since {@link #EPOCH}. */
  public long now() {
    return now;
  }

  /** Operations so far. */
  public int steps() {
    return steps;
  }

  /** The trace. */
  public Trace trace() {
    return trace;
  }

  /** Every actor so far, in the order of spawning. */
  public List<Actor> actors() {
    return List.copyOf(actors);
  }

  /** How many actors have not ended. */
  public int running() {
    int count = 0;
    for (Fiber fiber : live) {
      if (fiber.parent() == null) {
        count++;
      }
    }
    return count;
  }

  /**
   * Adds an actor. It begins within {@link #run}, when the policy says so.
   *
   * @param name its name in traces
   * @param lifetimeMillis how long it may live before it is killed, or {@link #NO_LIMIT}
   * @param body its code
   */
  public Actor spawn(String name, long lifetimeMillis, Runnable body) {
    return spawn(name, lifetimeMillis, body, () -> {});
  }

  /**
   * Adds an actor.
   *
   * @param onEnd run once when it is over, however it ended
   */
  public Actor spawn(String name, long lifetimeMillis, Runnable body, Runnable onEnd) {
    long deadline = lifetimeMillis == NO_LIMIT ? NO_LIMIT : now + lifetimeMillis;
    Actor actor = new Actor(actors.size(), name, now, deadline, hostility.nextClock(), onEnd);
    actors.add(actor);
    Fiber fiber = add(actor, null, body);
    if (policy.schedulesStarts()) {
      fiber.pending = Operation.on(Operation.Kind.START, name, false);
    }
    return actor;
  }

  private Fiber add(Actor actor, @Nullable Fiber parent, Runnable body) {
    Fiber fiber = new Fiber(fibersMade++, actor, parent, body);
    live.add(fiber);
    return fiber;
  }

  /** Whether a request that was taken for lost is still to take effect. */
  public boolean hasLandings() {
    return !landings.isEmpty();
  }

  /**
   * Lets an effect happen later, whatever becomes of its actor, which is the running one.
   *
   * @param millis from now
   */
  void land(long millis, Runnable effect) {
    landings.add(new Landing(now + millis, landingsMade++, current().actor(), effect));
  }

  /** Whether somebody sleeps, or a write is on its way, so that time will pass. */
  public boolean waiting() {
    if (!landings.isEmpty()) {
      return true;
    }
    for (int i = 0; i < live.size(); i++) {
      if (live.get(i).state == Fiber.State.ASLEEP) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs until every actor has ended and nothing more happens by itself. May be called again after
   * more was spawned.
   *
   * @throws NeverEnds if there were too many steps, or actors that wait for nothing
   */
  public void run() {
    driver = Thread.currentThread();
    idle = false;
    handOver(null);
    while (!idle) {
      LockSupport.park(this);
    }
    driver = null;
    RuntimeException failure = trouble;
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * A scheduling point: the operation's turn comes when this returns. Called by the running actor's
   * code.
   *
   * @return what is to go wrong with it; crashes and stalls before the effect are already done
   */
  public Fault await(Operation operation) {
    Fiber me = current();
    if (me.actor().dead() || stopped) {
      throw ActorCrash.CRASH;
    }
    me.pending = operation;
    me.state = Fiber.State.READY;
    handOver(me);
    return wake(me);
  }

  private Fault wake(Fiber me) {
    me.pending = null;
    if (me.actor().dead() || stopped) {
      throw ActorCrash.CRASH;
    }
    Fault fault = me.fault;
    me.fault = Fault.NONE;
    return fault;
  }

  /** Crashes the running actor here and now. */
  public ActorCrash crash(Operation operation, String when) {
    Fiber me = current();
    kill(me.actor(), Actor.Fate.CRASHED);
    trace.crash(now, me, operation, when);
    return ActorCrash.CRASH;
  }

  /** Lets simulated time pass for the running actor. */
  public void sleep(long millis) {
    Fiber me = current();
    if (me.actor().dead() || stopped) {
      throw ActorCrash.CRASH;
    }
    me.pending = Operation.on(Operation.Kind.WAIT, millis + " ms", false);
    me.wakeAt = now + Math.max(1, millis);
    me.state = policy.waitsAreSteps() ? Fiber.State.READY : Fiber.State.ASLEEP;
    handOver(me);
    wake(me);
  }

  /**
   * Runs steps side by side within the running actor and waits for all.
   *
   * @param width at most this many at a time
   */
  <T, R> List<R> fork(List<T> items, int width, Function<? super T, ? extends R> step) {
    Fiber me = current();
    Fork<T, R> fork = new Fork<>(items, step);
    int lanes = Math.min(width, items.size());
    for (int i = 0; i < lanes; i++) {
      add(me.actor(), me, fork::lane);
    }
    me.openChildren = lanes;
    me.pending = null;
    me.state = Fiber.State.JOINING;
    handOver(me);
    wake(me);
    return fork.results();
  }

  /** The actor whose code runs, or whose write lands, now; {@code null} outside of all. */
  public @Nullable Actor currentActor() {
    if (landing != null) {
      return landing;
    }
    Fiber me = running;
    return me == null ? null : me.actor();
  }

  /** The fiber whose code runs now. */
  Fiber current() {
    Fiber me = running;
    if (me == null) {
      throw new IllegalStateException("called from outside a simulated actor");
    }
    return me;
  }

  /** Whether an actor's code is running now. */
  boolean inActor() {
    return running != null;
  }

  private void kill(Actor actor, Actor.Fate fate) {
    actor.end(fate, null);
    for (Fiber fiber : live) {
      if (fiber.actor() == actor) {
        fiber.pending = null;
        fiber.state = Fiber.State.READY;
      }
    }
  }

  private void handOver(@Nullable Fiber me) {
    Fiber next = next();
    if (next == me && next != null) {
      return;
    }
    if (next == null) {
      running = null;
      idle = true;
      LockSupport.unpark(driver);
    } else {
      running = next;
      Thread thread = next.thread;
      if (thread == null) {
        Fiber starting = next;
        starting.thread = Thread.ofVirtual().unstarted(() -> body(starting));
        starting.thread.start();
      } else {
        LockSupport.unpark(thread);
      }
    }
    if (me != null && me.state != Fiber.State.DONE) {
      while (running != me) {
        LockSupport.park(this);
      }
    }
  }

  private void body(Fiber me) {
    Actor actor = me.actor();
    boolean main = me.parent() == null;
    try {
      Fault fault = wake(me);
      if (fault == Fault.CRASH_BEFORE || fault == Fault.CRASH_AFTER) {
        throw crash(Operation.on(Operation.Kind.START, actor.name(), false), "before");
      }
      me.body().run();
      if (main) {
        actor.end(Actor.Fate.ENDED, null);
        trace.ended(now, me);
      }
    } catch (ActorCrash crash) {
      // Only unwinds: the actor was marked dead, and traced, where it crashed.
      actor.end(Actor.Fate.CRASHED, null);
    } catch (Throwable failure) {
      actor.end(Actor.Fate.FAILED, failure);
      trace.failed(now, me, failure);
    }
    forget(me);
    handOver(me);
  }

  private @Nullable Fiber next() {
    try {
      return decide();
    } catch (RuntimeException failure) {
      // The decision itself failed: every actor is unwound, then run() throws it.
      trouble = failure;
      stopped = true;
      return decide();
    }
  }

  private @Nullable Fiber decide() {
    while (true) {
      if (stopped) {
        for (Fiber fiber : live) {
          actorStopped(fiber);
        }
      }
      Fiber local = localStep();
      if (local != null) {
        return local;
      }
      if (stopped) {
        return null;
      }
      landDue();
      environment.poll();
      ready.clear();
      Landing nextLanding = landings.peek();
      long wakeAt =
          nextLanding == null
              ? environment.nextEvent()
              : Math.min(nextLanding.at, environment.nextEvent());
      for (int i = 0; i < live.size(); i++) {
        Fiber fiber = live.get(i);
        if (fiber.state == Fiber.State.ASLEEP) {
          if (fiber.wakeAt <= now) {
            fiber.state = Fiber.State.READY;
          } else {
            wakeAt = Math.min(wakeAt, fiber.wakeAt);
          }
        }
        if (fiber.state == Fiber.State.READY) {
          ready.add(fiber);
        }
      }
      if (hasLocal()) {
        continue;
      }
      if (ready.isEmpty()) {
        if (wakeAt == Environment.NEVER) {
          if (!live.isEmpty()) {
            throw new NeverEnds("actors wait for nothing: " + live.getFirst().actor().name());
          }
          return null;
        }
        now = Math.max(now, wakeAt);
        continue;
      }
      if (wakeAt != Environment.NEVER && wakeAt > now && policy.jumpAhead(isFatal(wakeAt))) {
        now = wakeAt;
        continue;
      }
      Fiber picked = pick();
      if (picked != null) {
        return picked;
      }
    }
  }

  private void landDue() {
    while (!landings.isEmpty() && landings.peek().at <= now) {
      Landing due = landings.remove();
      landing = due.actor;
      due.effect.run();
      landing = null;
    }
  }

  private boolean isFatal(long moment) {
    for (int i = 0; i < live.size(); i++) {
      if (live.get(i).actor().deadline() <= moment) {
        return true;
      }
    }
    return false;
  }

  /** Code that touches nothing shared runs at once: nobody can see when. */
  private @Nullable Fiber localStep() {
    for (int i = 0; i < live.size(); i++) {
      Fiber fiber = live.get(i);
      if (fiber.state != Fiber.State.READY || fiber.pending != null) {
        continue;
      }
      boolean unwinding = stopped || fiber.actor().dead();
      if (unwinding && fiber.thread == null) {
        forget(fiber);
        i = -1;
      } else if (!unwinding || fiber.openChildren == 0) {
        return fiber;
      }
    }
    return null;
  }

  private @Nullable Fiber pick() {
    if (++steps > maxSteps) {
      throw new NeverEnds("more than " + maxSteps + " operations");
    }
    Policy.Choice choice = policy.choose(ready);
    Fiber fiber = choice.fiber();
    Operation operation = fiber.pending;
    if (operation == null) {
      throw new IllegalStateException("picked a fiber without an operation");
    }
    now += policy.latency(operation);
    if (coverage != null) {
      coverage.picked(fiber, operation, choice.fault(), live);
    }
    if (operation.kind().writes() && choice.fault() != Fault.STALL) {
      fiber.steps.clear();
    }
    if (now > fiber.actor().deadline()) {
      kill(fiber.actor(), Actor.Fate.KILLED);
      trace.crash(now, fiber, operation, "killed at its deadline before");
      return null;
    }
    switch (choice.fault()) {
      case STALL -> {
        stall(fiber, operation, choice.stallMillis());
        return null;
      }
      case CRASH_BEFORE -> {
        kill(fiber.actor(), Actor.Fate.CRASHED);
        trace.crash(now, fiber, operation, "before");
        return null;
      }
      default -> {
        fiber.fault = choice.fault();
        fiber.stallMillis = choice.stallMillis();
      }
    }
    return fiber;
  }

  /** Holds the running actor's operation up after it took effect. */
  void holdUp(Operation operation) {
    Fiber me = current();
    me.pending = Operation.on(Operation.Kind.WAIT, "the answer to " + operation.label(), false);
    stall(me, operation, me.stallMillis);
    handOver(me);
    wake(me);
  }

  private void stall(Fiber fiber, Operation operation, long millis) {
    fiber.state = Fiber.State.ASLEEP;
    fiber.wakeAt = now + millis;
    if (hostility.clockSleepsToo()) {
      fiber.actor().clock().stoodStill(millis);
    }
    trace.stalled(now, fiber, operation, millis);
  }

  private boolean hasLocal() {
    for (Fiber fiber : ready) {
      if (fiber.pending == null) {
        return true;
      }
    }
    return false;
  }

  private void actorStopped(Fiber fiber) {
    fiber.pending = null;
    fiber.actor().end(Actor.Fate.KILLED, null);
    if (fiber.state != Fiber.State.DONE) {
      fiber.state = Fiber.State.READY;
    }
  }

  private void forget(Fiber fiber) {
    fiber.state = Fiber.State.DONE;
    live.remove(fiber);
    Fiber parent = fiber.parent();
    if (parent == null) {
      fiber.actor().over();
    } else if (--parent.openChildren == 0 && parent.state == Fiber.State.JOINING) {
      parent.state = Fiber.State.READY;
    }
  }
}
