package dev.ligature.sweep;

import java.util.Locale;

/** What a sweep can find. */
public enum Finding {
  /** A DO_NOTHING child whose parent is gone, to be deleted. */
  ORPHAN_TO_REMOVE,
  /** A DO_NOTHING child whose parent is gone, its key to be set to null. */
  ORPHAN_TO_NULLIFY,
  /** A DO_NOTHING child whose parent is gone, to be left as it is. */
  ORPHAN_TO_REPORT,
  /** An orphan to be removed that PROTECT or RESTRICT keeps. */
  ORPHAN_PROTECTED,
  /** An orphan without a note, found by its reference: a note is written for it. */
  ORPHAN_WITHOUT_NOTE,
  /** A task of a job that does not move: its message is sent again. */
  LOST_TASK,
  /** A job that waits for a person to retry it. */
  STALLED_JOB,
  /** A job that stalled before it had decided, for too long: it gives up. */
  GIVEN_UP_JOB,
  /** What is left of a job whose record never came to be. */
  ABANDONED_JOB,
  /** An ended job beyond its retention. */
  EXPIRED_JOB,
  /** A fence that no writer can run into any more. */
  EXPIRED_FENCE,
  /** An Idempotency-Key beyond its time. */
  EXPIRED_IDEMPOTENCY_KEY,
  /** A reference whose child refers elsewhere. */
  STALE_REFERENCE,
  /** A reference whose child is gone or never came to be. */
  REFERENCE_WITHOUT_CHILD,
  /** An index entry whose entity has another value. */
  STALE_INDEX_ENTRY,
  /** An index entry whose entity is gone or never came to be. */
  INDEX_ENTRY_WITHOUT_ENTITY,
  /** A claim whose owner does not hold the place. */
  ABANDONED_CLAIM,
  /** A key whose parent is gone though its rule is not DO_NOTHING: a broken promise. */
  DANGLING_KEY,
  /** A key of the bucket that the schema has no place for. */
  UNDECLARED_OBJECT,
  /** An object that is not what its key says. */
  UNREADABLE_OBJECT;

  /** As in JSON: lower case, words joined by underscores. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
