package dev.ligature.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.SmallStack;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;

class QueuesTest {
  @Test
  void queuesKeepMessagesAsLongAsDeclared() {
    RetentionAsked asked = new RetentionAsked();
    try (SqsServer server = SqsServer.start(0);
        SqsClient sqs =
            SqsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .overrideConfiguration(config -> config.addExecutionInterceptor(asked))
                .build()) {
      Map<String, String> urls = Queues.create(sqs, SmallStack.template().queues(), Map.of());

      assertThat(asked.byUrl)
          .containsEntry(urls.get("Dead"), "1209600")
          .containsEntry(urls.get("Tasks"), "345600");
    }
  }

  /** Listens in: ElasticMQ takes the attribute and does not tell it again. */
  private static final class RetentionAsked implements ExecutionInterceptor {
    private final Map<String, String> byUrl = new ConcurrentHashMap<>();

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      if (context.request() instanceof SetQueueAttributesRequest request) {
        byUrl.put(
            request.queueUrl(),
            request.attributes().getOrDefault(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "none"));
      }
    }
  }
}
