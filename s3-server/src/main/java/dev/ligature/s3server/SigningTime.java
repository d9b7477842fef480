package dev.ligature.s3server;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The moment that a request says it was signed at. As in S3, it may be fifteen minutes off the
 * server's time at most; nothing else of a signature is checked here.
 */
final class SigningTime {

  static final String HEADER = "x-amz-date";

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private SigningTime() {}

  /**
   * Refuses a request that was signed too long ago, or in the future.
   *
   * @param header what the request says; {@code null}, or no date, for a request without a
   *     signature
   */
  static void check(@Nullable String header, Instant now) {
    Instant signed = parse(header);
    if (signed != null && Duration.between(signed, now).abs().compareTo(WINDOW) > 0) {
      throw new S3Error(
              403,
              "RequestTimeTooSkewed",
              "The difference between the request time and the current time is too large.")
          .detail("RequestTime", signed.toString())
          .detail("ServerTime", now.toString())
          .detail("MaxAllowedSkewMilliseconds", Long.toString(WINDOW.toMillis()));
    }
  }

  private static @Nullable Instant parse(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      return LocalDateTime.parse(header, FORMAT).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
