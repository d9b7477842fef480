package dev.ligature.simulation.engine;

import dev.ligature.simulation.engine.Hostility.Kind;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing that was read while others wrote. What did not change is on it as it is; of
 * what changed, each key is as it was at some moment between the beginning and the end.
 */
final class TornPage {

  private final SplittableRandom random;
  private final boolean inOrder;

  private TornPage(SplittableRandom random, boolean inOrder) {
    this.random = random;
    this.inOrder = inOrder;
  }

  /** How the next page is torn; {@code null} if it is a snapshot. */
  static @Nullable TornPage of(Hostility hostility) {
    boolean any = hostility.has(Kind.LISTS_IN_ANY_ORDER);
    if ((!any && !hostility.has(Kind.LISTS_IN_ORDER)) || hostility.oneIn(2)) {
      return null;
    }
    return new TornPage(hostility.random(), !any);
  }

  /**
   * What a reader saw who began and ended when these were the page.
   *
   * @param limit at most this many keys
   */
  ObjectPage between(ObjectPage early, ObjectPage late, int limit) {
    if (early.equals(late)) {
      return late;
    }
    // Behind the end of a page that is not the last, nothing is known of its moment.
    String end = earlier(early.next(), late.next());
    NavigableMap<String, ListedObject> before = upTo(end, early);
    NavigableMap<String, ListedObject> after = upTo(end, late);
    TreeMap<String, ListedObject> both = new TreeMap<>(SimulatedStore::compareUtf8);
    both.putAll(before);
    both.putAll(after);
    List<ListedObject> seen = new ArrayList<>();
    // In order: the first keys are as they were early, the rest as they were late.
    int turn = random.nextInt(both.size() + 1);
    int place = 0;
    for (String key : both.keySet()) {
      boolean asBefore = inOrder ? place < turn : random.nextBoolean();
      ListedObject object = (asBefore ? before : after).get(key);
      place++;
      if (object == null) {
        continue;
      }
      if (seen.size() == limit) {
        return new ObjectPage(seen, seen.getLast().key());
      }
      seen.add(object);
    }
    // A page that is not the last has at least one key.
    return seen.isEmpty() && end != null ? late : new ObjectPage(seen, end);
  }

  private static NavigableMap<String, ListedObject> upTo(@Nullable String end, ObjectPage page) {
    NavigableMap<String, ListedObject> objects = new TreeMap<>(SimulatedStore::compareUtf8);
    for (ListedObject object : page.objects()) {
      if (end == null || SimulatedStore.compareUtf8(object.key(), end) <= 0) {
        objects.put(object.key(), object);
      }
    }
    return objects;
  }

  private static @Nullable String earlier(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return SimulatedStore.compareUtf8(one, other) <= 0 ? one : other;
  }
}
