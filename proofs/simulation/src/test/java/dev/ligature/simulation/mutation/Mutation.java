package dev.ligature.simulation.mutation;

import dev.ligature.store.Step;

/**
 * A step that is removed, and where its lack shows.
 *
 * @param step the step
 * @param instead what happens without it, for a reader
 * @param hunt where the violation is looked for
 */
record Mutation(Step step, String instead, Hunt hunt) {

  @Override
  public String toString() {
    return step.name();
  }
}
