package dev.ligature.s3server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a listing is to show.
 *
 * @param prefix keys begin with it
 * @param delimiter what lies behind it (after the prefix) is folded into one common prefix; empty
 *     for none
 * @param limit the most keys and common prefixes on a page
 */
record Walk(String prefix, String delimiter, int limit) {

  private static final int MAX_KEYS = 1000;

  static Walk of(S3Request request) {
    String text = request.parameter("max-keys", Integer.toString(MAX_KEYS));
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      limit = -1;
    }
    if (limit < 0) {
      throw S3Error.invalidArgument(
          "Provided max-keys not an integer or within integer range", "max-keys", text);
    }
    return new Walk(
        request.parameter("prefix", ""),
        request.parameter("delimiter", ""),
        Math.min(limit, MAX_KEYS));
  }

  /** The common prefix that stands for this key; {@code null} if the key stands for itself. */
  @Nullable String fold(String key) {
    if (delimiter.isEmpty()) {
      return null;
    }
    int at = key.indexOf(delimiter, prefix.length());
    return at < 0 ? null : key.substring(0, at + delimiter.length());
  }

  /** The first key from which to look, when all up to {@code after} has been shown. */
  byte[] start(@Nullable String after) {
    byte[] first = prefix.getBytes(StandardCharsets.UTF_8);
    if (after == null || after.isEmpty()) {
      return first;
    }
    byte[] text = after.getBytes(StandardCharsets.UTF_8);
    byte[] next = Arrays.copyOf(text, text.length + 1);
    return Arrays.compareUnsigned(next, first) > 0 ? next : first;
  }

  /** The least key greater than every key that begins with {@code prefix}; none after 0xFF… */
  static byte @Nullable [] after(String prefix) {
    byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] != (byte) 0xFF) {
        byte[] next = Arrays.copyOf(bytes, i + 1);
        next[i]++;
        return next;
      }
    }
    return null;
  }
}
