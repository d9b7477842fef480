package dev.ligature.simulation.differential;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A row as it stands somewhere.
 *
 * @param plural its model's plural
 * @param keys every foreign key by field: the parent's id, or {@code null}
 */
record RowState(String plural, Map<String, @Nullable String> keys) {
  RowState {
    keys = new TreeMap<>(keys);
  }
}
