package dev.ligature.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.probe.RecordingWorker;
import dev.ligature.local.queue.SqsServer;
import dev.ligature.s3server.S3Server;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExternalEndpointsTest {
  @Test
  void anotherS3AndSqsAreUsedInsteadOfOurs() throws IOException {
    RecordingWorker.reset();
    try (S3Server s3 = S3Server.builder().start();
        SqsServer sqs = SqsServer.start(0)) {
      StackOptions options =
          Elsewhere.options(Optional.of(s3.endpoint()), Optional.of(sqs.endpoint()), "elsewhere");
      try (Stack stack = Stack.start(SmallStack.template(), options)) {
        assertThat(stack.endpoints().s3()).isEqualTo(s3.endpoint().toString());
        assertThat(stack.endpoints().queue()).startsWith(sqs.endpoint().toString());
        assertThat(stack.s3Server()).isEmpty();
        assertThat(stack.s3().listBuckets().buckets())
            .singleElement()
            .satisfies(bucket -> assertThat(bucket.name()).isEqualTo("elsewhere"));

        stack
            .sqs()
            .sendMessage(
                request -> request.queueUrl(stack.endpoints().queue()).messageBody("over there"));
        Await.until(() -> RecordingWorker.DELIVERIES.containsKey("over there"));
      }
    }
  }
}
