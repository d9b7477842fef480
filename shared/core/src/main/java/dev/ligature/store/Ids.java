package dev.ligature.store;

import java.util.UUID;

/** Makes ids: UUIDv7, never the same twice, growing with time as text. Injected. */
public interface Ids {
  /** The next id. */
  UUID next();
}
