package dev.ligature.s3server;

import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal, as S3 words it: a status, a code that clients switch on, and a message. */
final class S3Error extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  // Serialization of exceptions is not used; the maps are read by the server that threw it.
  private final transient Map<String, String> details = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  S3Error(int status, String code, String message) {
    // No stack trace: a refusal is an ordinary answer, and they are frequent.
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** Adds an element to the error document. */
  S3Error detail(String element, String value) {
    details.put(element, value);
    return this;
  }

  /** Adds a header to the answer. */
  S3Error header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  Map<String, String> details() {
    return details;
  }

  Map<String, String> headers() {
    return headers;
  }

  static S3Error noSuchKey(String key) {
    return new S3Error(404, "NoSuchKey", "The specified key does not exist.").detail("Key", key);
  }

  static S3Error noSuchVersion(String key, String versionId) {
    return new S3Error(404, "NoSuchVersion", "The specified version does not exist.")
        .detail("Key", key)
        .detail("VersionId", versionId);
  }

  static S3Error noSuchBucket(String bucket) {
    return new S3Error(404, "NoSuchBucket", "The specified bucket does not exist")
        .detail("BucketName", bucket);
  }

  static S3Error preconditionFailed(String condition) {
    return new S3Error(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold")
        .detail("Condition", condition);
  }

  static S3Error conflict(String key) {
    return new S3Error(
            409,
            "ConditionalRequestConflict",
            "The conditional request cannot succeed due to a conflicting operation against this"
                + " resource.")
        .detail("Key", key);
  }

  static S3Error slowDown() {
    return new S3Error(503, "SlowDown", "Please reduce your request rate.");
  }

  static S3Error internal() {
    return new S3Error(500, "InternalError", "We encountered an internal error. Please try again.");
  }

  static S3Error malformedXml() {
    return new S3Error(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  static S3Error invalidArgument(String message, String name, String value) {
    return new S3Error(400, "InvalidArgument", message)
        .detail("ArgumentName", name)
        .detail("ArgumentValue", value);
  }

  static S3Error invalidRequest(String message) {
    return new S3Error(400, "InvalidRequest", message);
  }

  static S3Error notImplemented(String what) {
    return new S3Error(
        501, "NotImplemented", what + " is not implemented by this local S3 server.");
  }
}
