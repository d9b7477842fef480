package dev.ligature.cascade;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a caller wants a delete.
 *
 * @param expectedVersion delete only this version; {@code null} for any
 * @param inline how long to work on it before the queue takes over; {@code null} for the setting,
 *     zero for not at all
 */
public record DeleteOptions(@Nullable Long expectedVersion, @Nullable Duration inline) {

  /** Any version, the set budget. */
  public static DeleteOptions defaults() {
    return new DeleteOptions(null, null);
  }

  /** The queue does it all. */
  public static DeleteOptions async() {
    return new DeleteOptions(null, Duration.ZERO);
  }

  /** The same, for this version only. */
  public DeleteOptions onlyVersion(@Nullable Long version) {
    return new DeleteOptions(version, inline);
  }
}
