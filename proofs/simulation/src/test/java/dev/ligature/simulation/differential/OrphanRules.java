package dev.ligature.simulation.differential;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.reference.ReferenceStore;
import dev.ligature.simulation.reference.ReferenceStore.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What sweeping comes to in the end, whatever the order: orphans go or lose their key, what that
 * orphans in turn likewise, until all that are left are to be reported or protected. Removing rows
 * never makes another removal refused, so every order comes to the same end.
 */
final class OrphanRules {

  private OrphanRules() {}

  /**
   * Treats every orphan of the reference.
   *
   * @return how many keys each row lost to it
   */
  static Map<String, Long> settle(Schema schema, ReferenceStore reference) {
    Map<String, Long> nulled = new TreeMap<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Key orphan : List.copyOf(reference.orphans())) {
        if (reference.get(orphan.id()).isPresent()) {
          changed |= treat(schema, reference, orphan, nulled);
        }
      }
    }
    return nulled;
  }

  private static boolean treat(
      Schema schema, ReferenceStore reference, Key orphan, Map<String, Long> nulled) {
    ReferenceStore.Entity row = reference.get(orphan.id()).orElseThrow();
    if (row.keys().get(orphan.field()) == null) {
      return false;
    }
    ForeignKeyConstraint constraint =
        schema.plural(orphan.plural()).orElseThrow().foreignKey(orphan.field()).orElseThrow();
    if (constraint.orphans() == OrphanPolicy.REMOVE) {
      ReferenceStore.Deletion deletion = reference.delete(orphan.id());
      deletion.nulled().forEach(key -> nulled.merge(key.id(), 1L, Long::sum));
      return !deletion.refused();
    }
    if (constraint.orphans() == OrphanPolicy.NULLIFY) {
      Map<String, @Nullable String> keys = new LinkedHashMap<>(row.keys());
      keys.put(orphan.field(), null);
      reference.put(orphan.plural(), orphan.id(), keys);
      nulled.merge(orphan.id(), 1L, Long::sum);
      return true;
    }
    return false;
  }
}
