package dev.ligature.local;

/** The stack cannot start; the message is one line that says why and what to do. */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
