package dev.ligature.s3server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/** ListObjectVersions: walks the history, which lies in the order of the answer. */
final class VersionCalls {

  /** What a page shows: a version or delete marker, or (without one) a common prefix. */
  private record Row(String key, @Nullable StoredVersion version, boolean latest) {}

  private record Page(List<Row> rows, boolean truncated) {}

  private final Buckets buckets;

  VersionCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  S3Response list(S3Request request) {
    Bucket bucket = buckets.bucket(request.requiredBucket());
    Walk walk = Walk.of(request);
    String keyMarker = request.parameter("key-marker", "");
    String versionMarker = request.parameter("version-id-marker", "");
    if (!versionMarker.isEmpty() && keyMarker.isEmpty()) {
      throw S3Error.invalidArgument(
          "A version-id marker cannot be specified without a key marker.",
          "version-id-marker",
          versionMarker);
    }
    VersionKey start = start(bucket, walk, keyMarker, versionMarker);
    Page page = buckets.snapshot(() -> walk(bucket, walk, start));
    buckets.commits().await(buckets.commits().last());
    ListCalls.KeyText text = ListCalls.KeyText.of(request);
    Xml xml = Xml.document("ListVersionsResult");
    xml.element("Name", bucket.name())
        .element("Prefix", text.of(walk.prefix()))
        .element("KeyMarker", text.of(keyMarker))
        .element("VersionIdMarker", versionMarker);
    if (page.truncated()) {
      Row last = page.rows().getLast();
      xml.element("NextKeyMarker", text.of(last.key()))
          .element(
              "NextVersionIdMarker", last.version() == null ? null : last.version().versionId());
    }
    xml.element("MaxKeys", walk.limit())
        .element("Delimiter", walk.delimiter().isEmpty() ? null : text.of(walk.delimiter()))
        .element("EncodingType", text.encoding())
        .element("IsTruncated", page.truncated());
    page.rows().forEach(row -> row(xml, row, text));
    return S3Response.xml(xml);
  }

  private static void row(Xml xml, Row row, ListCalls.KeyText text) {
    StoredVersion version = row.version();
    if (version == null) {
      xml.open("CommonPrefixes").element("Prefix", text.of(row.key())).close();
      return;
    }
    xml.open(version.deleteMarker() ? "DeleteMarker" : "Version")
        .element("Key", text.of(row.key()))
        .element("VersionId", version.versionId())
        .element("IsLatest", row.latest())
        .element("LastModified", Times.iso(version));
    if (!version.deleteMarker()) {
      xml.element("ETag", version.etag())
          .element("Size", version.size())
          .element("StorageClass", "STANDARD");
    }
    BucketCalls.owner(xml, "Owner");
    xml.close();
  }

  private static @Nullable VersionKey start(
      Bucket bucket, Walk walk, String keyMarker, String versionMarker) {
    byte[] key = keyMarker.getBytes(StandardCharsets.UTF_8);
    if (versionMarker.isEmpty()) {
      byte[] from =
          keyMarker.equals(walk.fold(keyMarker)) ? Walk.after(keyMarker) : walk.start(keyMarker);
      return from == null ? null : VersionKey.newest(from);
    }
    StoredVersion shown = bucket.find(keyMarker, versionMarker);
    if (shown != null) {
      return new VersionKey(key, shown.sequence() - 1);
    }
    long sequence = VersionIds.sequence(versionMarker).orElse(Long.MIN_VALUE + 1);
    return new VersionKey(key, sequence - 1);
  }

  private static Page walk(Bucket bucket, Walk walk, @Nullable VersionKey start) {
    List<Row> rows = new ArrayList<>();
    var root = bucket.history().flushAndGetRoot();
    VersionKey from = start;
    while (from != null && walk.limit() > 0) {
      VersionKey before = bucket.history().lowerKey(root, from);
      byte[] previous = before == null ? null : before.key();
      Cursor<VersionKey, StoredVersion> cursor = bucket.history().cursor(root, from, null, false);
      from = null;
      while (cursor.hasNext()) {
        VersionKey at = cursor.next();
        String key = new String(at.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(walk.prefix())) {
          break;
        }
        if (rows.size() == walk.limit()) {
          return new Page(rows, true);
        }
        String folded = walk.fold(key);
        if (folded != null) {
          rows.add(new Row(folded, null, false));
          byte[] next = Walk.after(folded);
          from = next == null ? null : VersionKey.newest(next);
          break;
        }
        rows.add(new Row(key, cursor.getValue(), !Arrays.equals(at.key(), previous)));
        previous = at.key();
      }
    }
    return new Page(rows, false);
  }
}
