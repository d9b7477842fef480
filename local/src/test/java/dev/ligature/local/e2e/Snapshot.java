package dev.ligature.local.e2e;

import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which objects a bucket held at one moment: two that are equal show that nothing was written,
 * replaced or deleted in between.
 *
 * @param etags by key
 */
record Snapshot(Map<String, String> etags) {
  private static final Pattern BETWEEN_NAMES = Pattern.compile("[/.]");

  Snapshot {
    etags = new TreeMap<>(etags);
  }

  /** What there is under these prefixes; an empty prefix stands for the whole bucket. */
  static Snapshot of(ObjectStore store, String... prefixes) {
    Map<String, String> etags = new TreeMap<>();
    for (String prefix : prefixes) {
      String after = null;
      do {
        ObjectPage page = store.list(prefix, after, ObjectStore.MAX_BATCH);
        for (ListedObject object : page.objects()) {
          etags.put(object.key(), object.etag());
        }
        after = page.next();
      } while (after != null);
    }
    return new Snapshot(etags);
  }

  /** Every entity and every reference: what a cascade deletes, and what it must leave alone. */
  static Snapshot ofEntitiesAndReferences(ObjectStore store) {
    return of(store, "data/", "refs/");
  }

  /** The part whose keys name one of these entities. */
  Snapshot about(Set<String> ids) {
    return where(key -> BETWEEN_NAMES.splitAsStream(key).anyMatch(ids::contains));
  }

  /** The part whose keys name none of these entities. */
  Snapshot without(Set<String> ids) {
    return where(key -> BETWEEN_NAMES.splitAsStream(key).noneMatch(ids::contains));
  }

  private Snapshot where(Predicate<String> wanted) {
    Map<String, String> part = new TreeMap<>(etags);
    part.keySet().removeIf(wanted.negate());
    return new Snapshot(part);
  }
}
