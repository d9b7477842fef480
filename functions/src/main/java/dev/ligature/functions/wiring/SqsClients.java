package dev.ligature.functions.wiring;

import dev.ligature.store.s3.AwsEnvironment;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Builds the client that sends the messages of tasks. */
public final class SqsClients {

  /** The endpoint of something that is not AWS; the SDK's own name for it. */
  public static final String ENDPOINT = "AWS_ENDPOINT_URL_SQS";

  private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

  private SqsClients() {}

  /** For these variables; what is missing is found as the SDK always does. */
  static SqsClient create(Map<String, String> environment) {
    AwsEnvironment aws = new AwsEnvironment(environment);
    SqsClientBuilder builder =
        SqsClient.builder()
            .credentialsProvider(aws.credentials())
            .httpClientBuilder(Apache5HttpClient.builder())
            .overrideConfiguration(config -> config.apiCallTimeout(CALL_LIMIT));
    String endpoint = environment.get(ENDPOINT);
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint)).region(Region.US_EAST_1);
    }
    aws.region().ifPresent(builder::region);
    return builder.build();
  }
}
