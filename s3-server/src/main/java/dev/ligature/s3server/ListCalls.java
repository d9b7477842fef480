package dev.ligature.s3server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/** ListObjectsV2 and ListObjects: walks the ordered map from where the page begins. */
final class ListCalls {

  /** What a page shows: an object, or (without a version) a common prefix. */
  private record Row(String key, @Nullable StoredVersion version) {}

  private record Page(List<Row> rows, boolean truncated) {

    /** What the next page begins after; {@code null} if there is none. */
    @Nullable Row last() {
      return truncated ? rows.getLast() : null;
    }
  }

  private final Buckets buckets;

  ListCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  S3Response second(S3Request request) {
    Bucket bucket = buckets.bucket(request.requiredBucket());
    Walk walk = Walk.of(request);
    String token = request.parameter("continuation-token");
    String startAfter = request.parameter("start-after");
    Page page =
        token == null
            ? page(bucket, walk, walk.start(startAfter))
            : page(bucket, walk, decodeToken(token));
    KeyText text = KeyText.of(request);
    Xml xml = Xml.document("ListBucketResult");
    xml.element("Name", bucket.name())
        .element("Prefix", text.of(walk.prefix()))
        .element("StartAfter", startAfter == null ? null : text.of(startAfter))
        .element("ContinuationToken", token)
        .element("NextContinuationToken", page.last() == null ? null : encodeToken(page.last()))
        .element("KeyCount", page.rows().size())
        .element("MaxKeys", walk.limit())
        .element("Delimiter", walk.delimiter().isEmpty() ? null : text.of(walk.delimiter()))
        .element("EncodingType", text.encoding())
        .element("IsTruncated", page.truncated());
    rows(xml, page, text, "true".equals(request.parameter("fetch-owner")));
    return S3Response.xml(xml);
  }

  S3Response first(S3Request request) {
    Bucket bucket = buckets.bucket(request.requiredBucket());
    Walk walk = Walk.of(request);
    String marker = request.parameter("marker", "");
    // A marker that is a common prefix, as in NextMarker, stands for all that is folded in it.
    byte[] start = marker.equals(walk.fold(marker)) ? Walk.after(marker) : walk.start(marker);
    Page page = page(bucket, walk, start);
    KeyText text = KeyText.of(request);
    Row last = walk.delimiter().isEmpty() ? null : page.last();
    Xml xml = Xml.document("ListBucketResult");
    xml.element("Name", bucket.name())
        .element("Prefix", text.of(walk.prefix()))
        .element("Marker", text.of(marker))
        .element("NextMarker", last == null ? null : text.of(last.key()))
        .element("MaxKeys", walk.limit())
        .element("Delimiter", walk.delimiter().isEmpty() ? null : text.of(walk.delimiter()))
        .element("EncodingType", text.encoding())
        .element("IsTruncated", page.truncated());
    rows(xml, page, text, true);
    return S3Response.xml(xml);
  }

  private static void rows(Xml xml, Page page, KeyText text, boolean owner) {
    for (Row row : page.rows()) {
      StoredVersion version = row.version();
      if (version != null) {
        xml.open("Contents")
            .element("Key", text.of(row.key()))
            .element("LastModified", Times.iso(version))
            .element("ETag", version.etag())
            .element("Size", version.size())
            .element("StorageClass", "STANDARD");
        if (owner) {
          BucketCalls.owner(xml, "Owner");
        }
        xml.close();
      }
    }
    for (Row row : page.rows()) {
      if (row.version() == null) {
        xml.open("CommonPrefixes").element("Prefix", text.of(row.key())).close();
      }
    }
  }

  private Page page(Bucket bucket, Walk walk, byte @Nullable [] start) {
    Page page = buckets.snapshot(() -> walk(bucket, walk, start));
    // What is shown may not be taken back by a kill.
    buckets.commits().await(buckets.commits().last());
    return page;
  }

  private static Page walk(Bucket bucket, Walk walk, byte @Nullable [] start) {
    List<Row> rows = new ArrayList<>();
    var root = bucket.current().flushAndGetRoot();
    byte[] from = start;
    while (from != null && walk.limit() > 0) {
      Cursor<byte[], StoredVersion> cursor = bucket.current().cursor(root, from, null, false);
      from = null;
      while (cursor.hasNext()) {
        String key = new String(cursor.next(), StandardCharsets.UTF_8);
        if (!key.startsWith(walk.prefix())) {
          break;
        }
        if (rows.size() == walk.limit()) {
          return new Page(rows, true);
        }
        String folded = walk.fold(key);
        if (folded != null) {
          rows.add(new Row(folded, null));
          from = Walk.after(folded);
          break;
        }
        rows.add(new Row(key, cursor.getValue()));
      }
    }
    return new Page(rows, false);
  }

  /** A token says which row was last, and whether that was a common prefix. */
  private static String encodeToken(Row last) {
    String text = (last.version() == null ? "p" : "k") + last.key();
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte @Nullable [] decodeToken(String token) {
    String text;
    try {
      text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      text = "";
    }
    if (text.startsWith("p")) {
      return Walk.after(text.substring(1));
    }
    if (text.startsWith("k")) {
      return new Walk("", "", 0).start(text.substring(1));
    }
    throw S3Error.invalidArgument(
        "The continuation token provided is incorrect", "continuation-token", token);
  }

  /** How keys are written into a listing. */
  record KeyText(@Nullable String encoding) {

    static KeyText of(S3Request request) {
      String encoding = request.parameter("encoding-type");
      if (encoding != null && !encoding.equals("url")) {
        throw S3Error.invalidArgument(
            "Invalid Encoding Method specified in Request", "encoding-type", encoding);
      }
      return new KeyText(encoding);
    }

    String of(String key) {
      return encoding == null
          ? key
          : URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    }
  }
}
