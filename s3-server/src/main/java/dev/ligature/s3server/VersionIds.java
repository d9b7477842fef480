package dev.ligature.s3server;

import java.util.HexFormat;
import java.util.OptionalLong;

/** Version ids as clients see them: opaque text around the sequence number of the write. */
final class VersionIds {

  /** The id of a version that was written while its bucket kept none. */
  static final String NULL = "null";

  private static final String PREFIX = "L";
  private static final int DIGITS = 16;

  private VersionIds() {}

  static String of(long sequence) {
    return PREFIX + HexFormat.of().toHexDigits(sequence);
  }

  /** The sequence number in an id; empty if the text is not one of our ids. */
  static OptionalLong sequence(String id) {
    if (id.length() != PREFIX.length() + DIGITS || !id.startsWith(PREFIX)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(HexFormat.fromHexDigitsToLong(id, PREFIX.length(), id.length()));
    } catch (NumberFormatException notHex) {
      return OptionalLong.empty();
    }
  }
}
