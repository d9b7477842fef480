package dev.ligature.s3server;

import org.jspecify.annotations.Nullable;

/**
 * What must hold of the current version when a write happens.
 *
 * @param ifMatch the ETag it must have, {@code *} for any; {@code null} if that does not matter
 * @param ifAbsent whether there must be none
 */
record WriteCondition(@Nullable String ifMatch, boolean ifAbsent) {

  static final WriteCondition NONE = new WriteCondition(null, false);

  /** Refuses as S3 does, if the condition does not hold of {@code current}. */
  void check(String key, @Nullable StoredVersion current) {
    if (ifAbsent && current != null) {
      throw S3Error.preconditionFailed("If-None-Match");
    }
    if (ifMatch == null) {
      return;
    }
    if (current == null) {
      throw S3Error.noSuchKey(key);
    }
    if (!etagMatches(ifMatch, current)) {
      throw S3Error.preconditionFailed("If-Match");
    }
  }

  /** Whether the header names the version's ETag: quoted or not, or {@code *}. */
  static boolean etagMatches(String header, StoredVersion version) {
    String wanted = header.strip();
    return wanted.equals("*")
        || wanted.equals(version.etag())
        || wanted.equals(version.md5().hex());
  }
}
