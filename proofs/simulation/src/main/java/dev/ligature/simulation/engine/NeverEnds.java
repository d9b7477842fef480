package dev.ligature.simulation.engine;

/** A run that did not come to rest within its bound. */
public final class NeverEnds extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NeverEnds(String message) {
    super(message);
  }
}
