package dev.ligature.store;

/**
 * One key of a {@link ObjectStore#deleteAll} batch.
 *
 * @param key the key
 * @param precondition {@link Precondition.None} or {@link Precondition.IfMatch}
 */
public record Deletion(String key, Precondition precondition) {

  /** Deletes the key whatever stands there. */
  public static Deletion of(String key) {
    return new Deletion(key, Precondition.none());
  }

  /** Deletes the key only if it still has this ETag. */
  public static Deletion ifMatch(String key, String etag) {
    return new Deletion(key, Precondition.ifMatch(etag));
  }
}
