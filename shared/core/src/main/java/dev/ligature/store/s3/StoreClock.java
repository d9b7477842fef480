package dev.ligature.store.s3;

import dev.ligature.store.system.SystemPlatform;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The time of S3: this machine's clock, put right by the {@code Date} of S3's answers. Exact to
 * about a second, which is how S3 tells it. Safe for many threads.
 */
final class StoreClock {

  private static final Logger LOG = System.getLogger(StoreClock.class.getName());
  private static final String DATE = "Date";

  /** The header tells whole seconds, and the answer takes its time: less is no difference. */
  private static final Duration RESOLUTION = Duration.ofSeconds(2);

  private final InstantSource machine = SystemPlatform.clock();

  /** How far S3 is ahead of this machine. */
  private volatile Duration ahead = Duration.ZERO;

  /** Notes what time S3 said it was. */
  void see(AwsResponse answer) {
    answer.sdkHttpResponse().firstMatchingHeader(DATE).ifPresent(this::seeDate);
  }

  /** The same, if it was S3 that refused. */
  void see(SdkException refusal) {
    if (refusal instanceof AwsServiceException e && e.awsErrorDetails() != null) {
      e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader(DATE).ifPresent(this::seeDate);
    }
  }

  private void seeDate(String date) {
    try {
      Instant told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration difference = Duration.between(machine.instant(), told);
      if (difference.minus(ahead).abs().compareTo(RESOLUTION) > 0) {
        ahead = difference;
      }
    } catch (DateTimeException e) {
      LOG.log(Level.WARNING, "The store's Date header is no date: " + date, e);
    }
  }

  Instant instant() {
    return machine.instant().plus(ahead);
  }
}
