package dev.ligature.s3server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status HTTP status
 * @param headers without the ones that every answer has
 * @param body its bytes; not copied
 * @param offset where in {@code body} the answer begins
 * @param length how many bytes of {@code body} are answered
 */
record S3Response(int status, Map<String, String> headers, byte[] body, int offset, int length) {

  private static final byte[] NOTHING = {};

  static S3Response empty(int status, Map<String, String> headers) {
    return new S3Response(status, headers, NOTHING, 0, 0);
  }

  static S3Response xml(int status, Map<String, String> headers, Xml document) {
    byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/xml");
    return new S3Response(status, all, body, 0, body.length);
  }

  static S3Response xml(Xml document) {
    return xml(200, Map.of(), document);
  }
}
