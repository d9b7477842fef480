package dev.ligature.simulation.engine;

import java.util.List;

/**
 * Decides what a run is: who goes next, what goes wrong, how time passes. Everything that is not
 * fixed by the simulated code itself is decided here, so a policy that repeats itself repeats the
 * run.
 */
public interface Policy {

  /**
   * One decision.
   *
   * @param fiber who goes next
   * @param fault what goes wrong with its operation
   * @param stallMillis how long it is held up, for {@link Fault#STALL}
   */
  record Choice(Fiber fiber, Fault fault, long stallMillis) {

    /** A decision without a fault. */
    static Choice of(Fiber fiber) {
      return new Choice(fiber, Fault.NONE, 0);
    }
  }

  /** Picks one of the fibers that can run; never empty, in the order of their creation. */
  Choice choose(List<Fiber> ready);

  /** How many milliseconds the operation takes. */
  long latency(Operation operation);

  /**
   * Whether time jumps to the next sleeper's waking although others could run.
   *
   * @param fatal whether the jump would go past the deadline of somebody who could run
   */
  boolean jumpAhead(boolean fatal);

  /** Whether a newly spawned actor waits to be picked before it begins. */
  boolean schedulesStarts();

  /**
   * Whether an actor that waits may be picked at any time, as if its wait were as long as the
   * schedule likes; otherwise it is ready when its time has come.
   */
  default boolean waitsAreSteps() {
    return false;
  }
}
