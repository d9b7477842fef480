package dev.ligature.local;

import dev.ligature.store.s3.AwsEnvironment;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * In whose name the endpoints are called.
 *
 * @param region of all of them
 * @param accessKeyId made up for emulators, which take any; null where the caller's own credentials
 *     are meant, as the SDK finds them
 * @param secretAccessKey null together with the other
 */
record Account(String region, @Nullable String accessKeyId, @Nullable String secretAccessKey) {
  /** The variables that hold credentials. */
  static final Set<String> CREDENTIALS =
      Set.of(AwsEnvironment.ACCESS_KEY, AwsEnvironment.SECRET_KEY, AwsEnvironment.SESSION_TOKEN);

  private static final String REGION = "us-east-1";
  private static final String MADE_UP = "test";
  private static final Set<String> SIGNS_OF_CREDENTIALS =
      Set.of(AwsEnvironment.ACCESS_KEY, "AWS_PROFILE");

  /**
   * For these endpoints: made-up keys only where nothing but emulators is called and the caller has
   * no others.
   *
   * @param environment the process's
   */
  static Account of(StackOptions options, Map<String, String> environment) {
    List<URI> elsewhere =
        Stream.of(options.s3Endpoint(), options.sqsEndpoint()).flatMap(Optional::stream).toList();
    return elsewhere.isEmpty() ? new Account(REGION, MADE_UP, MADE_UP) : at(elsewhere, environment);
  }

  /** For one endpoint that is not of a stack, by the same rule. */
  static Account at(URI endpoint, Map<String, String> environment) {
    return at(List.of(endpoint), environment);
  }

  private static Account at(List<URI> endpoints, Map<String, String> environment) {
    String region = environment.getOrDefault(AwsEnvironment.REGION, REGION);
    boolean aws = endpoints.stream().anyMatch(Account::isAws);
    boolean own = aws || SIGNS_OF_CREDENTIALS.stream().anyMatch(environment::containsKey);
    return own ? new Account(region, null, null) : new Account(region, MADE_UP, MADE_UP);
  }

  /** As a running stack tells. */
  static Account of(Endpoints running) {
    return new Account(running.region(), running.accessKeyId(), running.secretAccessKey());
  }

  private static boolean isAws(URI endpoint) {
    String host = endpoint.getHost();
    return host != null && (host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn"));
  }

  AwsCredentialsProvider credentials() {
    return new AwsEnvironment(environment()).credentials();
  }

  /** The variables that tell it to a function, or to a client. */
  Map<String, String> environment() {
    return accessKeyId == null || secretAccessKey == null
        ? Map.of(AwsEnvironment.REGION, region)
        : Map.of(
            AwsEnvironment.REGION,
            region,
            AwsEnvironment.ACCESS_KEY,
            accessKeyId,
            AwsEnvironment.SECRET_KEY,
            secretAccessKey);
  }
}
