package dev.ligature.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.s3server.Fault;
import dev.ligature.s3server.FaultInjector;
import dev.ligature.s3server.S3Operation;
import dev.ligature.s3server.S3Server;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 that is not ours is asked whether it deletes on a condition, and nothing is left of it. */
class ConditionalDeletesTest {
  private static final String BUCKET = "other";

  @Test
  void anS3ThatHasThemIsNoTrouble() throws Exception {
    try (S3Server server = S3Server.builder().start();
        S3Client s3 = client(server.endpoint(), new ExecutionInterceptor() {})) {
      server.createBucket(BUCKET);

      assertThat(ConditionalDeletes.trouble(s3, BUCKET)).isEmpty();
      assertNothingIsLeft(s3);
    }
  }

  @Test
  void whereTheyAreNotImplementedTheStartSaysThatDeletesWillNotWork() throws Exception {
    AtomicBoolean asked = new AtomicBoolean();
    FaultInjector once =
        call ->
            call.operation() == S3Operation.DELETE_OBJECT && asked.compareAndSet(false, true)
                ? Optional.of(Fault.NOT_IMPLEMENTED)
                : Optional.empty();
    try (S3Server server = S3Server.builder().faults(once).start();
        Stack stack =
            Stack.start(SmallStack.template(), Elsewhere.options(server.endpoint(), BUCKET))) {
      assertThat(stack.notices())
          .singleElement()
          .asString()
          .startsWith("Deletes will not work")
          .doesNotContain("\n");
      assertNothingIsLeft(stack.s3());
    }
  }

  @Test
  void whereTheConditionIsIgnoredNothingStarts() throws Exception {
    try (S3Server server = S3Server.builder().start();
        S3Client s3 = client(server.endpoint(), new WithoutCondition())) {
      server.createBucket(BUCKET);

      assertThatThrownBy(() -> ConditionalDeletes.trouble(s3, BUCKET))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("ignores the condition");
      assertNothingIsLeft(s3);
    }
  }

  private static void assertNothingIsLeft(S3Client s3) {
    var versions = s3.listObjectVersions(request -> request.bucket(BUCKET));
    assertThat(versions.versions()).isEmpty();
    assertThat(versions.deleteMarkers()).isEmpty();
  }

  private static S3Client client(URI endpoint, ExecutionInterceptor interceptor) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(config -> config.addExecutionInterceptor(interceptor))
        .build();
  }

  /** Makes a server of one that has conditional deletes that ignores them. */
  private static final class WithoutCondition implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().toBuilder().removeHeader("If-Match").build();
    }
  }
}
