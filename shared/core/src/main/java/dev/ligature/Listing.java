package dev.ligature;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One page of entities, the first created first.
 *
 * @param items the entities
 * @param next pass it to {@link Query#after} for the following page; {@code null} after the last
 * @param indexed whether an index led to them; if not, it was a bounded scan of the model, and a
 *     page may hold fewer items than asked for although more follow
 */
public record Listing<T>(List<Stored<T>> items, @Nullable UUID next, boolean indexed) {
  public Listing {
    items = List.copyOf(items);
  }
}
