package dev.ligature.local.seed;

/** The API did not take what was to be created; the message is its answer. */
public final class SeedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SeedException(String message) {
    super(message);
  }

  SeedException(String message, Throwable cause) {
    super(message, cause);
  }
}
