package dev.ligature.s3server;

/**
 * Where a version stands in a bucket's history: by key, and within a key the newest first.
 *
 * @param key the object's key in UTF-8; shared, never changed
 * @param sequence the version's
 */
record VersionKey(byte[] key, long sequence) {

  /** Sorts before every version of the key. */
  static VersionKey newest(byte[] key) {
    return new VersionKey(key, Long.MAX_VALUE);
  }

  /** Sorts after every version of the key. */
  static VersionKey afterAll(byte[] key) {
    return new VersionKey(key, Long.MIN_VALUE);
  }
}
