package dev.ligature.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param objects in the order of their keys' UTF-8 bytes
 * @param next pass as {@code startAfter} for the following page; {@code null} after the last
 */
public record ObjectPage(List<ListedObject> objects, @Nullable String next) {
  public ObjectPage {
    objects = List.copyOf(objects);
  }
}
