package dev.ligature.bucket;

/** How an entity stands with the jobs that may have condemned it. */
public enum DeletionState {
  /** No mark, or one that no longer counts. */
  CLEAR,
  /** Condemned by a job that has not decided yet: alive for readers, closed to writers. */
  CONDEMNED,
  /** Condemned by a job that has committed: gone for everyone. */
  GONE
}
