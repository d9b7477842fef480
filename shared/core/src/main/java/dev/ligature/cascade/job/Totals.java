package dev.ligature.cascade.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job did.
 *
 * @param rootDeleted whether it deleted the root itself; false if another delete was faster
 * @param byRelationship by foreign key, what it did to children through it
 */
public record Totals(boolean rootDeleted, Map<String, Counts> byRelationship) {

  public Totals {
    byRelationship = Collections.unmodifiableMap(new TreeMap<>(byRelationship));
  }

  public static Totals none() {
    return new Totals(false, Map.of());
  }

  /** Entities deleted besides the root, at every depth. */
  public long cascaded() {
    return byRelationship.values().stream().mapToLong(Counts::deleted).sum();
  }

  /** Keys set to null. */
  public long setNull() {
    return byRelationship.values().stream().mapToLong(Counts::setNull).sum();
  }
}
