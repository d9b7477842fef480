package dev.ligature.store;

import java.time.Instant;

/** What must hold of a key at the moment of a write. */
public sealed interface Precondition {

  /** Nothing. */
  record None() implements Precondition {}

  /** No current object stands at the key (a delete marker does not count). S3: If-None-Match: *. */
  record IfAbsent() implements Precondition {}

  /**
   * As {@link IfAbsent}, and the request reaches the store at most {@link ObjectStore#WINDOW} after
   * a moment. S3 keeps this by itself: the request is signed with that moment, and S3 refuses a
   * signature that is older than its window. So a writer that slept, however long, writes nothing
   * when it wakes, whatever stood in its way meanwhile and is gone by then.
   *
   * @param begun the moment, by {@link ObjectStore#time the store's own time}
   */
  record IfAbsentWithin(Instant begun) implements Precondition {}

  /**
   * The current object has this ETag. S3: If-Match.
   *
   * @param etag as read, quotes included
   */
  record IfMatch(String etag) implements Precondition {}

  /**
   * As {@link IfMatch}, and within the window of a moment as {@link IfAbsentWithin}.
   *
   * @param etag as read, quotes included
   * @param begun the moment, by {@link ObjectStore#time the store's own time}
   */
  record IfMatchWithin(String etag, Instant begun) implements Precondition {}

  /** Nothing need hold. */
  static Precondition none() {
    return new None();
  }

  /** The key must be free. */
  static Precondition ifAbsent() {
    return new IfAbsent();
  }

  /** The key must be free, and no more than {@link ObjectStore#WINDOW} may have passed since. */
  static Precondition ifAbsentWithin(Instant begun) {
    return new IfAbsentWithin(begun);
  }

  /** The object must not have changed since it was read with this ETag. */
  static Precondition ifMatch(String etag) {
    return new IfMatch(etag);
  }

  /** As {@link #ifMatch}, and no more than {@link ObjectStore#WINDOW} may have passed since. */
  static Precondition ifMatchWithin(String etag, Instant begun) {
    return new IfMatchWithin(etag, begun);
  }
}
