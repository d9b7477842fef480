package dev.ligature.s3server;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * GET and HEAD of one object.
 *
 * @param version what was found
 * @param body its bytes
 */
record Reading(StoredVersion version, byte[] body) {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final String OVERRIDE = "response-";
  private static final List<String> OVERRIDABLE =
      List.of(
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "expires");

  /**
   * Finds a version and its bytes.
   *
   * @throws S3Error as S3 refuses: nothing there, or a delete marker
   */
  static Reading of(Bucket bucket, String key, @Nullable String versionId) {
    while (true) {
      StoredVersion version = bucket.find(key, versionId);
      if (version == null) {
        throw versionId == null ? missing(bucket, key) : S3Error.noSuchVersion(key, versionId);
      }
      if (version.deleteMarker()) {
        throw new S3Error(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.")
            .detail("Method", "GET")
            .detail("ResourceType", "DeleteMarker")
            .header("Allow", "DELETE")
            .header("x-amz-delete-marker", "true")
            .header("x-amz-version-id", version.versionId());
      }
      byte[] body = bucket.body(version);
      if (body != null) {
        return new Reading(version, body);
      }
      // Replaced between the two looks, in a bucket without versions: the next look sees its heir.
    }
  }

  private static S3Error missing(Bucket bucket, String key) {
    S3Error error = S3Error.noSuchKey(key);
    StoredVersion newest = bucket.newest(key);
    if (newest != null && newest.deleteMarker()) {
      error.header("x-amz-delete-marker", "true").header("x-amz-version-id", newest.versionId());
    }
    return error;
  }

  /** The answer to a GET or HEAD. */
  static S3Response answer(Buckets buckets, S3Request request) {
    Bucket bucket = buckets.bucket(request.requiredBucket());
    Reading found = of(bucket, request.requiredKey(), request.parameter("versionId"));
    StoredVersion version = found.version();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ETag", version.etag());
    headers.put("Last-Modified", Times.http(version.modified()));
    if (bucket.versioning() != Versioning.OFF) {
      headers.put("x-amz-version-id", version.versionId());
    }
    if (notModified(request, version)) {
      return S3Response.empty(304, headers);
    }
    headers.put("Accept-Ranges", "bytes");
    String range = request.header("Range");
    boolean withChecksums =
        range == null && "ENABLED".equalsIgnoreCase(request.header("x-amz-checksum-mode"));
    version
        .headers()
        .forEach(
            (name, value) -> {
              if (withChecksums || !name.startsWith(Checksum.PREFIX)) {
                headers.put(name, value);
              }
            });
    OVERRIDABLE.forEach(name -> override(request, name, headers));
    int size = found.body().length;
    Matcher parts = RANGE.matcher(range == null ? "" : range.strip());
    if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
      return new S3Response(200, headers, found.body(), 0, size);
    }
    return found.part(parts, headers, size);
  }

  private S3Response part(Matcher range, Map<String, String> headers, int size) {
    long first;
    long last;
    try {
      if (range.group(1).isEmpty()) {
        first = Math.max(0, size - Long.parseLong(range.group(2)));
        last = size - 1L;
      } else {
        first = Long.parseLong(range.group(1));
        last = range.group(2).isEmpty() ? size - 1L : Long.parseLong(range.group(2));
      }
    } catch (NumberFormatException beyondAllSizes) {
      first = Long.MAX_VALUE;
      last = Long.MAX_VALUE;
    }
    if (last < first && first < size) {
      // Backwards: not a range, so it is ignored.
      return new S3Response(200, headers, body, 0, size);
    }
    last = Math.min(last, size - 1);
    if (first > last) {
      throw new S3Error(416, "InvalidRange", "The requested range is not satisfiable")
          .detail("RangeRequested", range.group())
          .detail("ActualObjectSize", Integer.toString(size))
          .header("Content-Range", "bytes */" + size);
    }
    headers.put("Content-Range", "bytes " + first + "-" + last + "/" + size);
    return new S3Response(206, headers, body, (int) first, (int) (last - first + 1));
  }

  /** Refuses under the conditions of a read; true if the client has this version already. */
  private static boolean notModified(S3Request request, StoredVersion version) {
    String ifMatch = request.header("If-Match");
    Optional<Instant> unmodifiedSince = time(request.header("If-Unmodified-Since"));
    if (ifMatch != null) {
      if (!anyMatches(ifMatch, version)) {
        throw S3Error.preconditionFailed("If-Match");
      }
    } else if (unmodifiedSince.isPresent() && version.modified().isAfter(unmodifiedSince.get())) {
      throw S3Error.preconditionFailed("If-Unmodified-Since");
    }
    String ifNoneMatch = request.header("If-None-Match");
    if (ifNoneMatch != null) {
      return anyMatches(ifNoneMatch, version);
    }
    Optional<Instant> modifiedSince = time(request.header("If-Modified-Since"));
    return modifiedSince.isPresent() && !version.modified().isAfter(modifiedSince.get());
  }

  private static Optional<Instant> time(@Nullable String header) {
    return header == null ? Optional.empty() : Times.parseHttp(header);
  }

  private static boolean anyMatches(String header, StoredVersion version) {
    for (String etag : header.split(",", -1)) {
      if (WriteCondition.etagMatches(etag, version)) {
        return true;
      }
    }
    return false;
  }

  private static void override(S3Request request, String name, Map<String, String> headers) {
    String value = request.parameter(OVERRIDE + name);
    if (value != null) {
      headers.put(name, value);
    }
  }
}
