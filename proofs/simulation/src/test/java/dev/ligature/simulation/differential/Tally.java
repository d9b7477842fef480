package dev.ligature.simulation.differential;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.differential.SqliteSide.Answer;
import dev.ligature.simulation.reference.ReferenceStore.Deletion;
import java.util.Map;
import java.util.TreeMap;

/** Counts what came about, so that a run that tried nothing is not taken for a good one. */
final class Tally {

  static final String SELF_REFERENCES = "self references";
  static final String CYCLES = "two ways between two models";
  static final String HAS_ONE = "has-one";
  static final String REFUSED = "refused";
  static final String WITH_VICTIMS = "with victims";
  static final String WITH_MANY_VICTIMS = "with more than ten victims";
  static final String SEVERAL_WAYS = "with a victim that is reached in several ways";
  static final String WITH_NULLS = "with nulls";
  static final String SWEPT_ORPHANS = "sweeps with orphans";
  static final String WITH_ORPHANS = "with orphans";

  /** With SQLite's answer behind it. */
  static final String INSIDE = "PROTECT inside the delete set only: SQLite ";

  private final Map<String, Integer> counts = new TreeMap<>();

  private void count(String what, boolean happened) {
    if (happened) {
      counts.merge(what, 1, Integer::sum);
    }
  }

  void schema(Schema schema) {
    count("schemas", true);
    for (ForeignKeyConstraint key : schema.constraints()) {
      count("keys " + key.onDelete(), true);
      count(SELF_REFERENCES, key.child().equals(key.parent()));
      count(HAS_ONE, key.single());
      count(
          CYCLES,
          schema.constraints().stream()
              .anyMatch(o -> o.child().equals(key.parent()) && o.parent().equals(key.child())));
    }
  }

  void deletion(Deletion expected, boolean onlyInside, boolean severalWays) {
    count("deletes", true);
    count("deletes of what is gone", !expected.found());
    count(REFUSED, expected.refused());
    count("refused only by rows of the delete set", onlyInside);
    count(WITH_VICTIMS, expected.deleted().size() > 1);
    count(WITH_MANY_VICTIMS, expected.deleted().size() > 11);
    count(SEVERAL_WAYS, severalWays);
    count(WITH_NULLS, !expected.nulled().isEmpty());
    count(WITH_ORPHANS, !expected.orphaned().isEmpty());
  }

  void insideProtection(Answer bySqlite) {
    count(INSIDE + bySqlite, true);
  }

  void sweep(int orphans) {
    count("sweeps", true);
    count(SWEPT_ORPHANS, orphans > 0);
  }

  void outcome(LigatureSide.Outcome outcome) {
    count("by a job", outcome.jobId() != null);
  }

  int of(String what) {
    return counts.getOrDefault(what, 0);
  }

  int of(OnDelete rule) {
    return of("keys " + rule);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, n) -> text.append(String.format("%8d  %s%n", n, what)));
    return text.toString();
  }
}
