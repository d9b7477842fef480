package dev.ligature.store;

/** What must hold of a key at the moment of a write. */
public sealed interface Precondition {

  /** Nothing. */
  record None() implements Precondition {}

  /** No current object stands at the key (a delete marker does not count). S3: If-None-Match: *. */
  record IfAbsent() implements Precondition {}

  /**
   * The current object has this ETag. S3: If-Match.
   *
   * @param etag as read, quotes included
   */
  record IfMatch(String etag) implements Precondition {}

  /** Nothing need hold. */
  static Precondition none() {
    return new None();
  }

  /** The key must be free. */
  static Precondition ifAbsent() {
    return new IfAbsent();
  }

  /** The object must not have changed since it was read with this ETag. */
  static Precondition ifMatch(String etag) {
    return new IfMatch(etag);
  }
}
