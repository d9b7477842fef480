package dev.ligature.data.write;

/** For callers who prefer an exception: a write that changed nothing, with the reason. */
public final class RejectedWriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient WriteResult result;

  /**
   * @param result the reason; not {@link WriteResult.Written}
   */
  public RejectedWriteException(WriteResult result) {
    super(result.explanation());
    this.result = result;
  }

  /** The reason as a value. */
  public WriteResult result() {
    return result;
  }
}
