package dev.ligature.schema;

/** What the sweeper does with an orphan, once its grace period is over. */
public enum OrphanPolicy {
  /** Deletes it through the cascade engine: what refers to it follows its own rules. */
  REMOVE,
  /** Sets the key to null. */
  NULLIFY,
  /** Counts and reports it, and leaves it. */
  REPORT
}
