package dev.ligature.s3server;

import org.jspecify.annotations.Nullable;

/** What {@code x-amz-copy-source} names: {@code [/]bucket/key[?versionId=…]}, percent-encoded. */
record CopySource(String bucket, String key, @Nullable String versionId) {

  private static final String VERSION = "?versionId=";

  static CopySource parse(String header) {
    String path = header.startsWith("/") ? header.substring(1) : header;
    String versionId = null;
    int version = path.indexOf(VERSION);
    if (version >= 0) {
      versionId = S3Request.decode(path.substring(version + VERSION.length()), false);
      path = path.substring(0, version);
    }
    // Clients differ in whether they encode the first slash.
    path = S3Request.decode(path, false);
    if (path.startsWith("/")) {
      path = path.substring(1);
    }
    int slash = path.indexOf('/');
    if (slash <= 0 || slash == path.length() - 1) {
      throw S3Error.invalidArgument(
          "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
          "x-amz-copy-source",
          header);
    }
    return new CopySource(path.substring(0, slash), path.substring(slash + 1), versionId);
  }
}
