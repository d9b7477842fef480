package dev.ligature.s3server;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls that write or delete one object. */
final class ObjectCalls {

  private static final Set<String> KEPT_HEADERS =
      Set.of(
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "expires");
  private static final String METADATA = "x-amz-meta-";
  private static final int MAX_METADATA = 2048;
  private static final String DEFAULT_TYPE = "binary/octet-stream";

  private final Buckets buckets;

  ObjectCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  S3Response put(S3Request request) throws IOException {
    Payload payload = Payload.read(request);
    Bucket bucket = buckets.bucket(request.requiredBucket());
    String key = request.requiredKey();
    Map<String, String> headers = kept(request);
    headers.putAll(payload.checksums());
    StoredVersion version = bucket.put(key, payload.bytes(), headers, condition(request));
    Map<String, String> answer = versionHeaders(bucket, version);
    answer.put("ETag", version.etag());
    answer.putAll(payload.checksums());
    if (!payload.checksums().isEmpty()) {
      answer.put(Checksum.PREFIX + "type", "FULL_OBJECT");
    }
    return S3Response.empty(200, answer);
  }

  S3Response copy(S3Request request) throws IOException {
    request.rawBody();
    String header = request.header("x-amz-copy-source");
    CopySource source = CopySource.parse(header == null ? "" : header);
    Bucket from = buckets.bucket(source.bucket());
    Bucket to = buckets.bucket(request.requiredBucket());
    String key = request.requiredKey();
    boolean replace = "REPLACE".equalsIgnoreCase(request.header("x-amz-metadata-directive"));
    if (!replace
        && source.versionId() == null
        && from.name().equals(to.name())
        && source.key().equals(key)) {
      throw S3Error.invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    Reading read = Reading.of(from, source.key(), source.versionId());
    StoredVersion original = read.version();
    String ifMatch = request.header("x-amz-copy-source-if-match");
    if (ifMatch != null && !WriteCondition.etagMatches(ifMatch, original)) {
      throw S3Error.preconditionFailed("x-amz-copy-source-If-Match");
    }
    String ifNoneMatch = request.header("x-amz-copy-source-if-none-match");
    if (ifNoneMatch != null && WriteCondition.etagMatches(ifNoneMatch, original)) {
      throw S3Error.preconditionFailed("x-amz-copy-source-If-None-Match");
    }
    Map<String, String> headers = new HashMap<>(original.headers());
    if (replace) {
      headers.keySet().removeIf(name -> !name.startsWith(Checksum.PREFIX));
      headers.putAll(kept(request));
    }
    StoredVersion copy = to.put(key, read.body(), headers, condition(request));
    Map<String, String> answer = versionHeaders(to, copy);
    if (from.versioning() != Versioning.OFF) {
      answer.put("x-amz-copy-source-version-id", original.versionId());
    }
    return S3Response.xml(
        200,
        answer,
        Xml.document("CopyObjectResult")
            .element("LastModified", Times.iso(copy))
            .element("ETag", copy.etag()));
  }

  S3Response delete(S3Request request) {
    Bucket bucket = buckets.bucket(request.requiredBucket());
    String key = request.requiredKey();
    String versionId = request.parameter("versionId");
    Map<String, String> answer = new LinkedHashMap<>();
    if (versionId == null) {
      Bucket.Deleted deleted =
          bucket.delete(key, new WriteCondition(request.header("If-Match"), false));
      if (deleted.marker() != null) {
        answer.put("x-amz-delete-marker", "true");
        answer.put("x-amz-version-id", deleted.marker().versionId());
      }
    } else if (request.header("If-Match") != null) {
      // As in S3: a condition is about the current version only.
      throw S3Error.notImplemented("If-Match together with a versionId");
    } else {
      Bucket.Deleted[] deleted = new Bucket.Deleted[1];
      buckets.commits().await(bucket.startDeleteVersion(key, versionId, deleted));
      answer.put("x-amz-version-id", versionId);
      StoredVersion removed = deleted[0].removed();
      if (removed != null && removed.deleteMarker()) {
        answer.put("x-amz-delete-marker", "true");
      }
    }
    return S3Response.empty(204, answer);
  }

  private static WriteCondition condition(S3Request request) {
    String ifNoneMatch = request.header("If-None-Match");
    if (ifNoneMatch != null && !ifNoneMatch.strip().equals("*")) {
      throw S3Error.notImplemented("If-None-Match with anything but * on a write");
    }
    String ifMatch = request.header("If-Match");
    if (ifMatch != null && ifMatch.strip().equals("*")) {
      throw S3Error.notImplemented("If-Match: * on a write");
    }
    return new WriteCondition(ifMatch, ifNoneMatch != null);
  }

  private static Map<String, String> versionHeaders(Bucket bucket, StoredVersion version) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (bucket.versioning() != Versioning.OFF) {
      headers.put("x-amz-version-id", version.versionId());
    }
    return headers;
  }

  /** What of the request's headers is kept with the object. */
  private static Map<String, String> kept(S3Request request) {
    Map<String, String> kept = new HashMap<>();
    int[] metadata = new int[1];
    request
        .headers()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (KEPT_HEADERS.contains(lower)) {
                kept.put(lower, values.getFirst());
              } else if (lower.startsWith(METADATA)) {
                String value = String.join(",", values);
                metadata[0] += lower.length() - METADATA.length() + value.length();
                kept.put(lower, value);
              }
            });
    if (metadata[0] > MAX_METADATA) {
      throw new S3Error(
          400,
          "MetadataTooLarge",
          "Your metadata headers exceed the maximum allowed metadata size");
    }
    String encoding = withoutChunked(kept.remove("content-encoding"));
    if (encoding != null) {
      kept.put("content-encoding", encoding);
    }
    kept.putIfAbsent("content-type", DEFAULT_TYPE);
    return kept;
  }

  /** {@code aws-chunked} is how the body travelled, not what it is. */
  private static @Nullable String withoutChunked(@Nullable String encoding) {
    if (encoding == null) {
      return null;
    }
    StringBuilder rest = new StringBuilder();
    for (String part : encoding.split("\\s*,\\s*")) {
      if (!part.equals("aws-chunked") && !part.isEmpty()) {
        rest.append(rest.isEmpty() ? "" : ",").append(part);
      }
    }
    return rest.isEmpty() ? null : rest.toString();
  }
}
