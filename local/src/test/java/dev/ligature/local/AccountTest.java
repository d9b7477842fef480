package dev.ligature.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** Made-up keys are for emulators only; AWS is called with the caller's own, in its region. */
class AccountTest {
  private static final URI LOCALSTACK = URI.create("http://127.0.0.1:4566");
  private static final URI AWS = URI.create("https://s3.eu-central-1.amazonaws.com");

  @Test
  void theServersOfThisProcessTakeMadeUpKeysWhateverTheEnvironmentSays() {
    Account account =
        Account.of(
            StackOptions.inMemory(),
            Map.of("AWS_REGION", "eu-central-1", "AWS_ACCESS_KEY_ID", "mine"));

    assertThat(account).isEqualTo(new Account("us-east-1", "test", "test"));
  }

  @Test
  void anEmulatorTakesMadeUpKeysUnlessTheCallerHasSome() {
    assertThat(Account.of(at(LOCALSTACK), Map.of()))
        .isEqualTo(new Account("us-east-1", "test", "test"));
    assertThat(Account.at(LOCALSTACK, Map.of())).isEqualTo(Account.of(at(LOCALSTACK), Map.of()));
    assertThat(Account.of(at(LOCALSTACK), Map.of("AWS_PROFILE", "minio")))
        .isEqualTo(new Account("us-east-1", null, null));
  }

  @Test
  void awsIsCalledInTheCallersNameAndRegion() {
    Account account = Account.of(at(AWS), Map.of("AWS_REGION", "eu-central-1"));

    assertThat(account).isEqualTo(new Account("eu-central-1", null, null));
    assertThat(account.credentials()).isInstanceOf(DefaultCredentialsProvider.class);
    assertThat(account.environment()).containsExactly(Map.entry("AWS_REGION", "eu-central-1"));
  }

  private static StackOptions at(URI s3Endpoint) {
    return Elsewhere.options(s3Endpoint, "bucket");
  }
}
