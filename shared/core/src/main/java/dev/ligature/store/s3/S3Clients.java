package dev.ligature.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Builds the client that {@link S3ObjectStore} needs: one that tries every call once and gives up
 * in time.
 *
 * <p>It stands on Apache's HTTP client, whose own retries the SDK switches off. The JDK's {@code
 * HttpURLConnection} is no choice here: it silently sends a request again when a kept connection
 * turns out to be dead, and no setting stops that for a PUT or a DELETE.
 */
public final class S3Clients {

  /** The endpoint of something that is not AWS; the SDK's own name for it. */
  public static final String ENDPOINT = "AWS_ENDPOINT_URL_S3";

  /** Small objects take tens of milliseconds; a DeleteObjects of 1,000 keys a few seconds. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  /** S3 closes idle connections after some seconds: ours are given up before. */
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(4);

  private static final int MAX_CONNECTIONS = 256;

  private S3Clients() {}

  /**
   * Builds a client.
   *
   * @param environment {@link #ENDPOINT} and what {@link AwsEnvironment} names; what is missing is
   *     found as the SDK always does, the region of an endpoint being us-east-1
   * @return to be closed by the caller
   */
  public static S3Client create(Map<String, String> environment) {
    return create(environment, CALL_LIMIT);
  }

  /**
   * Builds a client whose calls give up after a time of one's own choosing.
   *
   * @param callLimit the longest that one call may take
   */
  public static S3Client create(Map<String, String> environment, Duration callLimit) {
    String endpoint = environment.get(ENDPOINT);
    AwsEnvironment aws = new AwsEnvironment(environment);
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(aws.credentials())
            .httpClientBuilder(http(callLimit))
            .overrideConfiguration(
                config ->
                    config
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(callLimit)
                        .apiCallAttemptTimeout(callLimit))
            // Asking first whether a body may be sent costs a round trip that small ones don't pay.
            .serviceConfiguration(s3 -> s3.expectContinueEnabled(false));
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true).region(Region.US_EAST_1);
    }
    aws.region().ifPresent(builder::region);
    return builder.build();
  }

  private static SdkHttpClient.Builder<?> http(Duration callLimit) {
    return Apache5HttpClient.builder()
        .maxConnections(MAX_CONNECTIONS)
        .connectionTimeout(CONNECT_LIMIT)
        .connectionAcquisitionTimeout(callLimit)
        .connectionMaxIdleTime(IDLE_LIMIT)
        .socketTimeout(callLimit)
        .expectContinueEnabled(false);
  }
}
