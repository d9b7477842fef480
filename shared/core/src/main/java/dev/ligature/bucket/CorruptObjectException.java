package dev.ligature.bucket;

import org.jspecify.annotations.Nullable;

/** An object in the bucket is not what its key says: somebody else wrote it. A person must look. */
public final class CorruptObjectException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String key;
  private final String problem;

  /** Names the object and what is wrong with it. */
  public CorruptObjectException(String key, String problem, @Nullable Throwable cause) {
    super(explanation(key, problem), cause);
    this.key = key;
    this.problem = problem;
  }

  /** What is wrong, with the object named: the message, which is always there. */
  public String explanation() {
    return explanation(key, problem);
  }

  private static String explanation(String key, String problem) {
    return "the object " + key + " cannot be read: " + problem;
  }

  /** The key of the object. */
  public String key() {
    return key;
  }
}
