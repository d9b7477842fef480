package dev.ligature.store.s3;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * In whose name and where AWS is called, as environment variables tell it. The names are the SDK's
 * own; the variables need not be those of this process.
 *
 * @param variables values by name
 */
public record AwsEnvironment(Map<String, String> variables) {

  /** Region, such as {@code eu-central-1}. */
  public static final String REGION = "AWS_REGION";

  /** Id of an access key. */
  public static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";

  /** The secret of that key. */
  public static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";

  /** What temporary credentials have besides. */
  public static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";

  /** Does not follow later changes of the map. */
  public AwsEnvironment {
    variables = Map.copyOf(variables);
  }

  /** The region; empty if none is named. */
  public Optional<Region> region() {
    return Optional.ofNullable(variables.get(REGION)).map(Region::of);
  }

  /** The credentials; without a key and its secret, those that the SDK finds by itself. */
  public AwsCredentialsProvider credentials() {
    String accessKey = variables.get(ACCESS_KEY);
    String secretKey = variables.get(SECRET_KEY);
    String token = variables.get(SESSION_TOKEN);
    if (accessKey == null || secretKey == null) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        token == null || token.isEmpty()
            ? AwsBasicCredentials.create(accessKey, secretKey)
            : AwsSessionCredentials.create(accessKey, secretKey, token));
  }
}
