package dev.ligature;

import dev.ligature.data.write.RejectedWriteException;
import dev.ligature.data.write.WriteResult;

/** What became of a create or an update. */
public sealed interface SaveResult<T> {

  /**
   * It is stored.
   *
   * @param entity as stored
   * @param replayed whether an earlier call with the same idempotency key had stored it
   */
  record Saved<T>(Stored<T> entity, boolean replayed) implements SaveResult<T> {}

  /**
   * Nothing has changed.
   *
   * @param reason why, as a value: never {@link WriteResult.Written}
   */
  record Rejected<T>(WriteResult reason) implements SaveResult<T> {}

  /**
   * The entity as stored.
   *
   * @throws RejectedWriteException with the reason, if nothing was stored
   */
  default Stored<T> orThrow() {
    return switch (this) {
      case Saved<T>(Stored<T> entity, _) -> entity;
      case Rejected<T>(WriteResult reason) -> throw new RejectedWriteException(reason);
    };
  }
}
