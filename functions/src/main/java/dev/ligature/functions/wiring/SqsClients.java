package dev.ligature.functions.wiring;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Builds the client that sends the messages of tasks. */
final class SqsClients {

  private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

  private SqsClients() {}

  /** For these variables; what is missing is found as the SDK always does. */
  static SqsClient create(Map<String, String> aws) {
    SqsClientBuilder builder =
        SqsClient.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .overrideConfiguration(config -> config.apiCallTimeout(CALL_LIMIT));
    String endpoint = aws.get("AWS_ENDPOINT_URL_SQS");
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint)).region(Region.US_EAST_1);
    }
    if (aws.containsKey("AWS_REGION")) {
      builder.region(Region.of(aws.get("AWS_REGION")));
    }
    String key = aws.get("AWS_ACCESS_KEY_ID");
    String secret = aws.get("AWS_SECRET_ACCESS_KEY");
    String token = aws.get("AWS_SESSION_TOKEN");
    if (key != null && secret != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              token == null || token.isEmpty()
                  ? AwsBasicCredentials.create(key, secret)
                  : AwsSessionCredentials.create(key, secret, token)));
    }
    return builder.build();
  }
}
