package dev.ligature.simulation.engine;

/**
 * Unwinds the code of an actor that is no more. An {@link Error}, so that code which catches {@link
 * Exception} does not meet it; code that catches it all the same meets it again at its next
 * operation.
 */
public final class ActorCrash extends Error {

  private static final long serialVersionUID = 1L;

  /** The only instance: it carries nothing, and making stack traces would cost more than runs. */
  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final ActorCrash CRASH = new ActorCrash();

  private ActorCrash() {
    super("the actor has crashed", null, false, false);
  }
}
