package dev.ligature;

import java.time.Instant;
import java.util.UUID;

/**
 * A stored entity: what the program declared, and what the store knows of it.
 *
 * @param id its id, given by Ligature when it was created
 * @param version 1 when created, one more with every update
 * @param createdAt when it was created
 * @param updatedAt when it was last written
 * @param value the record (or, for a model without one, its fields as JSON)
 */
public record Stored<T>(UUID id, long version, Instant createdAt, Instant updatedAt, T value) {

  /** The same entity with another value, not yet stored: see {@link S3DataService#update}. */
  public Stored<T> with(T changed) {
    return new Stored<>(id, version, createdAt, updatedAt, changed);
  }
}
