package dev.ligature.store;

import org.jspecify.annotations.Nullable;

/** What became of one write. */
public sealed interface PutOutcome {

  /**
   * It was written.
   *
   * @param etag the new ETag, quotes included
   * @param versionId the new version, where the bucket keeps versions
   */
  record Written(String etag, @Nullable String versionId) implements PutOutcome {}

  /**
   * The precondition did not hold; this try wrote nothing.
   *
   * @param reason why
   * @param uncertain whether an earlier try of the same call, whose answer was lost, may have
   *     written, and others may have written over that since
   */
  record Refused(Reason reason, boolean uncertain) implements PutOutcome {
    /** A refusal of a write that surely did not happen. */
    public Refused(Reason reason) {
      this(reason, false);
    }
  }

  /** Why a precondition did not hold. */
  enum Reason {
    /** If-None-Match: something stands there. S3: 412. */
    EXISTS,
    /** If-Match: another version stands there. S3: 412. */
    CHANGED,
    /** If-Match: nothing stands there. S3: 404. */
    MISSING,
    /** The request came later than its window allows. S3: 403 RequestTimeTooSkewed. */
    EXPIRED
  }

  /** Whether the bytes were written. */
  default boolean written() {
    return this instanceof Written;
  }
}
