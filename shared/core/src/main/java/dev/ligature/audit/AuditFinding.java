package dev.ligature.audit;

import java.util.Locale;

/** What an audit can find. */
public enum AuditFinding {
  /** A key whose parent is gone though its rule is not DO_NOTHING, and no job is under way. */
  DANGLING_KEY(true),
  /** An entity refers to a parent, and the reference that says so is missing. */
  MISSING_REFERENCE(true),
  /** An entity has an indexed value, and the index entry that says so is missing. */
  MISSING_INDEX_ENTRY(true),
  /** An entity is in a unique place, and no claim says that it is. */
  MISSING_CLAIM(true),
  /** An entity is in a unique place that another living entity holds. */
  TWO_HOLDERS(true),
  /** An object that is not what its key says. */
  UNREADABLE_OBJECT(true),
  /** A job that has not ended has no open marker: if its messages are lost, nobody looks for it. */
  JOB_WITHOUT_MARKER(true),
  /** A key whose parent is gone, while a job that has not ended may be about to treat it. */
  KEY_UNDER_WAY(false),
  /** A DO_NOTHING child whose parent is gone: the sweeper's business. */
  ORPHAN(false),
  /** A reference whose child refers elsewhere: a hint that costs a look. */
  STALE_REFERENCE(false),
  /** A reference whose child is gone or has not come to be. */
  REFERENCE_WITHOUT_CHILD(false),
  /** An index entry whose entity has another value. */
  STALE_INDEX_ENTRY(false),
  /** An index entry whose entity is gone or has not come to be. */
  INDEX_ENTRY_WITHOUT_ENTITY(false),
  /** A claim whose owner is not in the place. */
  ABANDONED_CLAIM(false),
  /** A mark of a job that no longer counts. */
  LEFTOVER_MARK(false),
  /** A fence that no writer can run into any more. */
  EXPIRED_FENCE(false),
  /** A job that has not ended. */
  UNFINISHED_JOB(false),
  /** A task of a job that has ended. */
  LEFTOVER_TASK(false),
  /**
   * A job without a record, of which tasks or the open marker are left. Its caller died before the
   * record came to be, and so before the job had any effect or was promised to anybody; or it is
   * just about to write it.
   */
  ABANDONED_JOB(false),
  /** The open marker of a job that has ended: it is about to go, or the sweeper removes it. */
  LEFTOVER_MARKER(false),
  /**
   * An object among the entities whose model the schema does not declare: nothing is known of what
   * it refers to. The schema may be that of another bucket.
   */
  UNDECLARED_ENTITY(true),
  /** A key that the schema and the layout have no place for. */
  UNDECLARED_OBJECT(false);

  private final boolean violation;

  AuditFinding(boolean violation) {
    this.violation = violation;
  }

  /** Whether a promise is broken; everything else the sweeper or time puts in order. */
  public boolean violation() {
    return violation;
  }

  /** As in JSON: lower case, words joined by underscores. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
