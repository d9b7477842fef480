package dev.ligature.cascade;

/** For callers who prefer an exception: a delete that changed nothing, with the reason. */
public final class RejectedDeleteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient DeleteResult result;

  /**
   * @param result the reason; not {@link DeleteResult.Accepted}
   */
  public RejectedDeleteException(DeleteResult result) {
    super(result.explanation());
    this.result = result;
  }

  /** The reason as a value. */
  public DeleteResult result() {
    return result;
  }
}
