package dev.ligature.data.read;

import dev.ligature.bucket.Entity;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One page of entities, in the order of their ids, which is that of their creation.
 *
 * @param items the entities
 * @param next pass as {@code after} for the following page; {@code null} after the last
 * @param examined how many entities were read to fill it
 * @param indexed whether an index led to them; if not, it was a bounded scan, and a page may hold
 *     fewer items than asked for although more follow
 */
public record EntityPage(List<Entity> items, @Nullable UUID next, int examined, boolean indexed) {
  public EntityPage {
    items = List.copyOf(items);
  }
}
