package dev.ligature.cascade.job;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Adds up the accounts of a {@link Journal}: one pass, and a second if {@link #needsSecondPass}.
 */
final class JournalSums {
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

  void add(Journal.Account account) {
    count(account.deleted(), deleted);
    count(account.nulled(), nulled);
    each(account.maybeDeleted(), (rel, id) -> maybeDeleted.putIfAbsent(id, rel));
    each(
        account.maybeNulled(),
        (rel, key) -> maybeNulled.add(new Nulling(key.taskId(), rel, key.child())));
    each(account.nulledBefore(), (rel, id) -> nulledBefore.add(new Key(rel, id)));
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

  void secondPass(String taskId, Journal.Account account) {
    count(account.deleted(), deleted);
    each(account.deleted(), (rel, id) -> maybeDeleted.remove(id));
    each(
        account.nulled(),
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

  private static void count(Map<String, List<UUID>> byRelationship, Map<String, Long> sums) {
    byRelationship.forEach((rel, ids) -> sums.merge(rel, (long) ids.size(), Long::sum));
  }

  private static <T> void each(Map<String, List<T>> byRelationship, BiConsumer<String, T> visit) {
    byRelationship.forEach((rel, all) -> all.forEach(one -> visit.accept(rel, one)));
  }
}
