package dev.ligature.store.s3;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import software.amazon.awssdk.auth.signer.AwsSignerExecutionAttribute;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * Signs a request as of a moment in the past. S3 refuses a signature that is more than fifteen
 * minutes off its own time (RequestTimeTooSkewed), so such a request has an end that S3 itself
 * keeps, however long its sender sleeps before it is sent.
 */
final class SignedAt {

  private SignedAt() {}

  // The attribute's successor is a property that only a client's AuthSchemeProvider can set, and
  // that knows nothing of the request. A test holds that this one still takes effect.
  @SuppressWarnings("deprecation")
  static AwsRequestOverrideConfiguration moment(Instant begun) {
    return AwsRequestOverrideConfiguration.builder()
        .putExecutionAttribute(
            AwsSignerExecutionAttribute.SIGNING_CLOCK, Clock.fixed(begun, ZoneOffset.UTC))
        .build();
  }
}
