package dev.ligature.simulation.explore;

import dev.ligature.simulation.engine.Operation;

/**
 * One thing that can happen next: a fiber does its operation, or an actor crashes instead.
 *
 * @param fiber the fiber's number
 * @param actor its actor's number
 * @param operation the operation
 * @param crash whether the actor crashes before it
 */
record Transition(int fiber, int actor, Operation operation, boolean crash) {

  /** Whether swapping the two, one after the other, could be seen by anyone. */
  boolean dependsOn(Transition other) {
    if (crash && other.crash) {
      return true;
    }
    if (crash || other.crash) {
      return actor == other.actor;
    }
    return fiber == other.fiber || operation.dependsOn(other.operation);
  }

  boolean same(Transition other) {
    return crash == other.crash && (crash ? actor == other.actor : fiber == other.fiber);
  }
}
