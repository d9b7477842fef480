package dev.ligature.store;

/** What became of one deletion. */
public enum DeleteOutcome {
  /** This call deleted it (or, without a precondition, it is not there now). */
  DELETED,
  /** Nothing stood at the key, so the condition could not hold. S3: 404. */
  MISSING,
  /** Another version stands there than the one named. S3: 412. */
  CHANGED,
  /** It is gone, but an earlier attempt of this call may have been what deleted it. */
  UNCERTAIN,
  /** S3 refused to try this key for now (SlowDown); nothing happened to it. */
  THROTTLED,
  /** S3 failed at this key (InternalError); it may be gone or not. */
  FAILED
}
