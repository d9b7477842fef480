package dev.ligature.simulation.engine;

import org.jspecify.annotations.Nullable;

/**
 * One process of the simulated world: a client's request, a worker's invocation, a sweep. It
 * crashes as a whole, with all steps that it runs side by side.
 */
public final class Actor {

  /** How an actor ended, or that it has not. */
  public enum Fate {
    /** Still running. */
    RUNNING,
    /** Its code returned. */
    ENDED,
    /** Its code threw; see {@link Actor#failure()}. */
    FAILED,
    /** It was crashed by the schedule. */
    CRASHED,
    /** It outlived its deadline and was killed, as Lambda does. */
    KILLED
  }

  private final int number;
  private final String name;
  private final long begun;
  private final long deadline;
  private final ActorClock clock;
  private final Runnable onEnd;
  private Fate fate = Fate.RUNNING;
  private @Nullable Throwable failure;

  /** How many ids it has been given so far; see {@link SimulatedPlatform}. */
  int idsGiven;

  /** The job that it last had to do with. */
  String job = Coverage.NO_JOB;

  /**
   * @param begun the moment (simulated milliseconds) at which it was spawned
   * @param deadline the moment after which it is killed; {@link Scheduler#NO_LIMIT} for never
   */
  Actor(int number, String name, long begun, long deadline, ActorClock clock, Runnable onEnd) {
    this.number = number;
    this.name = name;
    this.begun = begun;
    this.deadline = deadline;
    this.clock = clock;
    this.onEnd = onEnd;
  }

  /** Its place in the order of spawning, from 0. */
  public int number() {
    return number;
  }

  /** Its name in traces. */
  public String name() {
    return name;
  }

  /** How it ended. */
  public Fate fate() {
    return fate;
  }

  /** What its code threw, if it failed. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** The moment (simulated milliseconds) after which it is killed. */
  long deadline() {
    return deadline;
  }

  /** Whether it will be killed if it takes too long. */
  boolean limited() {
    return deadline != Scheduler.NO_LIMIT;
  }

  /** The clock of its machine. */
  ActorClock clock() {
    return clock;
  }

  /** How long it has lived. */
  long age(long now) {
    return now - begun;
  }

  /** All of its code has been left. */
  void over() {
    onEnd.run();
  }

  boolean dead() {
    return fate == Fate.CRASHED || fate == Fate.KILLED;
  }

  void end(Fate how, @Nullable Throwable why) {
    if (fate == Fate.RUNNING) {
      fate = how;
      failure = why;
    }
  }
}
