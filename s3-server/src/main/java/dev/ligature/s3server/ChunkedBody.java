package dev.ligature.s3server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A body in the {@code aws-chunked} encoding, decoded: chunks of {@code hex-size[;signature]},
 * CRLF, bytes, CRLF; then a chunk of size 0 and trailers. Signatures are not checked: there are no
 * real credentials here.
 *
 * @param bytes the payload
 * @param trailers what came after it, names in lower case
 */
record ChunkedBody(byte[] bytes, Map<String, String> trailers) {

  static ChunkedBody decode(byte[] encoded) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream(encoded.length);
    int at = 0;
    while (true) {
      int end = lineEnd(encoded, at);
      int size = chunkSize(text(encoded, at, end));
      at = end + 2;
      if (size == 0) {
        return new ChunkedBody(payload.toByteArray(), trailers(encoded, at));
      }
      if (size > encoded.length - at) {
        throw incomplete();
      }
      payload.write(encoded, at, size);
      at += size;
      if (lineEnd(encoded, at) != at) {
        throw incomplete();
      }
      at += 2;
    }
  }

  private static int chunkSize(String line) {
    int semicolon = line.indexOf(';');
    String hex = semicolon < 0 ? line : line.substring(0, semicolon);
    try {
      int size = Integer.parseInt(hex.strip(), 16);
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException notHex) {
      // Falls through to the refusal: a negative size is as wrong as no number.
    }
    throw S3Error.invalidRequest("The aws-chunked body has a chunk without a valid size.");
  }

  private static Map<String, String> trailers(byte[] encoded, int from) {
    Map<String, String> trailers = new LinkedHashMap<>();
    int at = from;
    while (at < encoded.length) {
      int end = lineEnd(encoded, at);
      String line = text(encoded, at, end);
      int colon = line.indexOf(':');
      if (colon > 0) {
        trailers.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
      at = end + 2;
    }
    return trailers;
  }

  private static int lineEnd(byte[] bytes, int from) {
    for (int i = from; i + 1 < bytes.length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    throw incomplete();
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static S3Error incomplete() {
    return new S3Error(
        400,
        "IncompleteBody",
        "The request body terminated unexpectedly or is not in the aws-chunked encoding");
  }
}
