package dev.ligature.s3server;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, decoded, and found to be what its sender's checksums say.
 *
 * @param bytes the payload
 * @param checksums the {@code x-amz-checksum-…} values sent with it, by header name
 * @param digested whether the sender sent any digest along
 */
record Payload(byte[] bytes, Map<String, String> checksums, boolean digested) {

  private static final String STREAMING = "STREAMING-";

  static Payload read(S3Request request) throws IOException {
    Map<String, String> checksums = new HashMap<>();
    request
        .headers()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (Checksum.ofHeader(lower).isPresent()) {
                checksums.put(lower, values.getFirst());
              }
            });
    byte[] raw = request.rawBody();
    byte[] bytes = raw;
    String sha256 = request.header("x-amz-content-sha256");
    if (isChunked(request, sha256)) {
      ChunkedBody chunked = ChunkedBody.decode(raw);
      bytes = chunked.bytes();
      chunked
          .trailers()
          .forEach(
              (name, value) -> {
                if (Checksum.ofHeader(name).isPresent()) {
                  checksums.put(name, value);
                }
              });
      checkDecodedLength(request.header("x-amz-decoded-content-length"), bytes.length);
    } else if (sha256 != null && sha256.length() == 64) {
      checkSha256(sha256, bytes);
    }
    String md5 = request.header("Content-MD5");
    if (md5 != null) {
      checkMd5(md5, bytes);
    }
    for (Map.Entry<String, String> sent : checksums.entrySet()) {
      check(sent.getKey(), sent.getValue(), bytes);
    }
    return new Payload(bytes, Map.copyOf(checksums), md5 != null || !checksums.isEmpty());
  }

  private static boolean isChunked(S3Request request, @Nullable String sha256) {
    if (sha256 != null && sha256.startsWith(STREAMING)) {
      return true;
    }
    String encoding = request.header("Content-Encoding");
    return encoding != null && Arrays.asList(encoding.split("\\s*,\\s*")).contains("aws-chunked");
  }

  private static void checkDecodedLength(@Nullable String declared, int actual) {
    if (declared != null && !declared.strip().equals(Integer.toString(actual))) {
      throw new S3Error(
          400,
          "IncompleteBody",
          "You did not provide the number of bytes specified by the x-amz-decoded-content-length"
              + " HTTP header");
    }
  }

  private static void checkSha256(String declared, byte[] bytes) {
    String actual = HexFormat.of().formatHex(Checksum.hash("SHA-256", bytes));
    if (!actual.equalsIgnoreCase(declared)) {
      throw new S3Error(
              400,
              "XAmzContentSHA256Mismatch",
              "The provided 'x-amz-content-sha256' header does not match what was computed.")
          .detail("ClientComputedContentSHA256", declared)
          .detail("S3ComputedContentSHA256", actual);
    }
  }

  private static void checkMd5(String declared, byte[] bytes) {
    byte[] expected;
    try {
      expected = Base64.getDecoder().decode(declared.strip());
    } catch (IllegalArgumentException notBase64) {
      expected = new byte[0];
    }
    if (expected.length != 16) {
      throw new S3Error(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
    }
    if (!Arrays.equals(expected, Md5.of(bytes).bytes())) {
      throw new S3Error(
          400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
  }

  private static void check(String header, String declared, byte[] bytes) {
    Optional<Checksum> checksum = Checksum.ofHeader(header);
    if (checksum.isPresent() && !checksum.get().of(bytes).equals(declared.strip())) {
      throw new S3Error(
          400,
          "BadDigest",
          "The " + checksum.get() + " you specified did not match the calculated checksum.");
    }
  }
}
