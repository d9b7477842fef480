package dev.ligature.cascade.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Adds up the accounts of a {@link Journal}: one pass, and a second if {@link #needsSecondPass}.
 */
public final class JournalSums {
  private final Map<String, Long> deleted = new TreeMap<>();
  private final Map<String, Long> nulled = new TreeMap<>();

  /** By id the relationship; one id is deleted once, through whichever it was found. */
  private final Map<UUID, String> maybeDeleted = new TreeMap<>();

  /**
   * Task, relationship and id: one entity can lose several keys, and one key several times, each
   * time to another task.
   */
  private final Set<Nulling> maybeNulled = new LinkedHashSet<>();

  /** Relationship and id of keys set to null on entities that the job then deleted. */
  private final Set<Key> nulledBefore = new HashSet<>();

  private record Key(String relationship, UUID id) {}

  private record Nulling(String taskId, String relationship, UUID id) {
    Key key() {
      return new Key(relationship, id);
    }
  }

  void add(JsonNode account) {
    count(account.path("deleted"), deleted);
    count(account.path("nulled"), nulled);
    each(account.path("maybeDeleted"), (rel, id) -> maybeDeleted.putIfAbsent(id, rel));
    account
        .path("maybeNulled")
        .properties()
        .forEach(e -> e.getValue().forEach(text -> addMaybeNulled(e.getKey(), text.asText())));
    each(account.path("nulledBefore"), (rel, id) -> nulledBefore.add(new Key(rel, id)));
  }

  private void addMaybeNulled(String relationship, String text) {
    Journal.Nulled nulled = Journal.Nulled.parse(text);
    maybeNulled.add(new Nulling(nulled.taskId(), relationship, nulled.child()));
  }

  boolean needsSecondPass() {
    return !maybeDeleted.isEmpty() || !maybeNulled.isEmpty() || !nulledBefore.isEmpty();
  }

  /**
   * What is certain is counted anew: an account that came in between the passes must not take away
   * a "maybe" without being counted itself.
   */
  void beginSecondPass() {
    deleted.clear();
    nulled.clear();
  }

  void secondPass(String taskId, JsonNode account) {
    count(account.path("deleted"), deleted);
    each(account.path("deleted"), (rel, id) -> maybeDeleted.remove(id));
    each(
        account.path("nulled"),
        (rel, id) -> {
          maybeNulled.remove(new Nulling(taskId, rel, id));
          if (!nulledBefore.contains(new Key(rel, id))) {
            nulled.merge(rel, 1L, Long::sum);
          }
        });
  }

  Totals totals() {
    maybeNulled.removeIf(nulling -> nulledBefore.contains(nulling.key()));
    maybeDeleted.values().forEach(rel -> deleted.merge(rel, 1L, Long::sum));
    maybeNulled.forEach(nulling -> nulled.merge(nulling.relationship(), 1L, Long::sum));
    Map<String, Counts> counts = new TreeMap<>();
    deleted.forEach((rel, n) -> counts.merge(rel, new Counts(n, 0), Counts::plus));
    nulled.forEach((rel, n) -> counts.merge(rel, new Counts(0, n), Counts::plus));
    Counts root = counts.remove("");
    return new Totals(root != null, counts);
  }

  private static void count(JsonNode byRelationship, Map<String, Long> sums) {
    byRelationship
        .properties()
        .forEach(e -> sums.merge(e.getKey(), (long) e.getValue().size(), Long::sum));
  }

  private interface Row {
    void visit(String relationship, UUID id);
  }

  private static void each(JsonNode byRelationship, Row row) {
    byRelationship
        .properties()
        .forEach(
            e -> e.getValue().forEach(id -> row.visit(e.getKey(), UUID.fromString(id.asText()))));
  }
}
