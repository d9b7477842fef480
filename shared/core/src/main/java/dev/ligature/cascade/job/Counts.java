package dev.ligature.cascade.job;

/**
 * What happened through one relationship.
 *
 * @param deleted children deleted
 * @param setNull children whose key became null
 */
public record Counts(long deleted, long setNull) {
  /** Both added up. */
  public Counts plus(Counts other) {
    return new Counts(deleted + other.deleted, setNull + other.setNull);
  }
}
