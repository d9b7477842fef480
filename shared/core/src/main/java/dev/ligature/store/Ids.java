package dev.ligature.store;

import java.time.Instant;
import java.util.UUID;

/** Makes ids: UUIDv7, never the same twice, growing with time as text. Injected. */
public interface Ids {

  /** The next id. */
  UUID next();

  /**
   * The next id, dated by another clock than this machine's. For ids whose order or age matters to
   * others: the machine's own clock may be wrong by weeks.
   *
   * @param moment its date, in milliseconds
   */
  default UUID next(Instant moment) {
    UUID id = next();
    long notTheDate = id.getMostSignificantBits() & 0xFFFFL;
    return new UUID(moment.toEpochMilli() << 16 | notTheDate, id.getLeastSignificantBits());
  }
}
