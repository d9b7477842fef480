package dev.ligature.data.entity;

import org.jspecify.annotations.Nullable;

/** An object in the bucket is not what its key says: somebody else wrote it. A person must look. */
public final class CorruptObjectException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /** Names the object and what is wrong with it. */
  public CorruptObjectException(String key, String problem, @Nullable Throwable cause) {
    super("the object " + key + " cannot be read: " + problem, cause);
    this.key = key;
  }

  /** The key of the object. */
  public String key() {
    return key;
  }
}
