package dev.ligature.store;

import org.jspecify.annotations.Nullable;

/**
 * A call to the store that gave no outcome. For a write it is unknown whether it took effect; the
 * protocols are safe under both.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, which says who must act. */
  public enum Kind {
    /**
     * Transient: throttling, a 5xx, a broken connection, a time-out. Try again, later and slower.
     */
    RETRY,
    /** S3's 409 ConditionalRequestConflict: two conditional writes met. Read again, try again. */
    CONFLICT,
    /** The request can never succeed as it is: a key too long, an object too large. */
    CALLER,
    /** Ours: no permission, no such bucket, wrong region or a bug. A person must look. */
    OURS
  }

  private final Kind kind;
  private final boolean surelyNotApplied;
  private final boolean tellsCaller;

  private StoreException(
      Kind kind,
      boolean surelyNotApplied,
      boolean tellsCaller,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.surelyNotApplied = surelyNotApplied;
    this.tellsCaller = tellsCaller;
  }

  /** A failure after which the effect of a write is unknown. */
  public static StoreException uncertain(Kind kind, String message, @Nullable Throwable cause) {
    return new StoreException(kind, false, false, message, cause);
  }

  /** A failure that the store answered itself, so that a write surely did not happen. */
  public static StoreException notApplied(Kind kind, String message, @Nullable Throwable cause) {
    return new StoreException(kind, true, false, message, cause);
  }

  /**
   * A transient refusal of our own: nothing has happened.
   *
   * @param why for the caller, who may read it: what stands in the way, and what to do
   */
  public static StoreException refused(String why) {
    return new StoreException(Kind.RETRY, true, true, why, null);
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether it is transient: the same call may succeed later, and nobody has to do anything for
   * that.
   */
  public boolean isTransient() {
    return switch (kind) {
      case RETRY, CONFLICT -> true;
      case CALLER, OURS -> false;
    };
  }

  /** Whether a write that failed so surely had no effect. */
  public boolean surelyNotApplied() {
    return surelyNotApplied;
  }

  /** Whether the message is meant for the caller, and not only for the log. */
  public boolean tellsCaller() {
    return tellsCaller;
  }
}
