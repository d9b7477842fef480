package dev.ligature.s3server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** The two ways in which S3 writes a time. */
final class Times {

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /** As in XML. */
  static String iso(Instant time) {
    return ISO.format(time);
  }

  static String iso(StoredVersion version) {
    return iso(version.modified());
  }

  /** As in headers. */
  static String http(Instant time) {
    return HTTP.format(time);
  }

  /** The time in a header; a header that is none is ignored, as HTTP says. */
  static Optional<Instant> parseHttp(String header) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }
}
