package dev.ligature.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
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

  /** Region, such as {@code eu-central-1}. */
  public static final String REGION = "AWS_REGION";

  private static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
  private static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
  private static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";

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
   * @param environment {@link #ENDPOINT}, {@link #REGION} and the SDK's names of credentials; what
   *     is missing is found as the SDK always does, the region of an endpoint being us-east-1
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
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials(environment))
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
      builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true);
    }
    Region region = region(environment.get(REGION), endpoint);
    if (region != null) {
      builder.region(region);
    }
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

  private static @Nullable Region region(@Nullable String named, @Nullable String endpoint) {
    if (named != null) {
      return Region.of(named);
    }
    return endpoint == null ? null : Region.US_EAST_1;
  }

  private static AwsCredentialsProvider credentials(Map<String, String> environment) {
    String accessKey = environment.get(ACCESS_KEY);
    String secretKey = environment.get(SECRET_KEY);
    String token = environment.get(SESSION_TOKEN);
    if (accessKey == null || secretKey == null) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        token == null || token.isEmpty()
            ? AwsBasicCredentials.create(accessKey, secretKey)
            : AwsSessionCredentials.create(accessKey, secretKey, token));
  }
}
