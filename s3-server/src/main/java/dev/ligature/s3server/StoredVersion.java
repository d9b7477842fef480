package dev.ligature.s3server;

import java.time.Instant;
import java.util.Map;

/**
 * One version of an object, or a delete marker, without its bytes.
 *
 * @param sequence grows with every write to the server; names the bytes and the version
 * @param nullVersion written while the bucket kept no versions: its version id is {@code null}
 * @param deleteMarker whether it says that the object was deleted
 * @param modifiedMillis when it was written, in milliseconds of the epoch
 * @param md5 digest of the bytes; empty for a delete marker
 * @param size bytes
 * @param headers what is answered with it: content type, user metadata, checksums; lower-case names
 */
record StoredVersion(
    long sequence,
    boolean nullVersion,
    boolean deleteMarker,
    long modifiedMillis,
    Md5 md5,
    long size,
    Map<String, String> headers) {

  /** The ETag as S3 gives it for a plain object: the MD5 in quotes. */
  String etag() {
    return '"' + md5.hex() + '"';
  }

  /** The id by which clients name this version. */
  String versionId() {
    return nullVersion ? VersionIds.NULL : VersionIds.of(sequence);
  }

  /** When it was written. S3 knows whole seconds only. */
  Instant modified() {
    return Instant.ofEpochSecond(Math.floorDiv(modifiedMillis, 1000L));
  }
}
