package dev.ligature.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.probe.RecordingWorker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackTest {
  private Stack stack;

  @BeforeAll
  void start() {
    stack = Stack.start(SmallStack.template(), StackOptions.inMemory());
  }

  @AfterAll
  void stop() {
    stack.close();
  }

  @BeforeEach
  void forget() {
    RecordingWorker.reset();
  }

  @Test
  void functionsFindTheBucketAndTheQueueInTheirEnvironment() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String echo =
          http.send(
                  HttpRequest.newBuilder(URI.create(stack.endpoints().api() + "/posts/1")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(echo)
          .contains("\"LIGATURE_BUCKET\":\"ligature\"")
          .contains("\"LIGATURE_QUEUE_URL\":\"" + stack.endpoints().queue() + "\"")
          .contains("\"AWS_ENDPOINT_URL_S3\":\"" + stack.endpoints().s3() + "\"");
    }
  }

  @Test
  void theBucketIsThere() {
    stack.s3().putObject(put -> put.bucket("ligature").key("k"), RequestBody.fromString("v"));
    assertThat(stack.s3().getObjectAsBytes(get -> get.bucket("ligature").key("k")).asUtf8String())
        .isEqualTo("v");
  }

  @Test
  void messagesArriveInBatchesNoLargerThanDeclared() {
    send(IntStream.range(0, 10).mapToObj(i -> "job " + i).toList());

    Await.until(() -> RecordingWorker.DELIVERIES.size() == 10);
    assertThat(RecordingWorker.BATCHES).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 4));
    Await.until(() -> waiting(stack.endpoints().queue()) == 0);
  }

  @Test
  void onlyWhatFailedIsDeliveredAgain() {
    send(List.of("good", "once more"));

    Await.until(() -> RecordingWorker.DELIVERIES.getOrDefault("once more", 0) == 2);
    assertThat(RecordingWorker.DELIVERIES).containsEntry("good", 1);
    Await.until(() -> waiting(stack.endpoints().queue()) == 0);
  }

  @Test
  void aMessageThatFailsTooOftenGoesToTheDeadLetters() {
    send(List.of("poison"));

    Await.until(() -> waiting(stack.endpoints().dlq()) == 1);
    assertThat(RecordingWorker.DELIVERIES).containsEntry("poison", 2);
    assertThat(waiting(stack.endpoints().queue())).isZero();
  }

  @Test
  void noMoreInvocationsRunAtOnceThanDeclared() {
    for (int i = 0; i < 6; i++) {
      send(List.of("wait " + i));
    }
    Await.until(() -> RecordingWorker.RUNNING.get() == 2);
    RecordingWorker.release();

    Await.until(() -> RecordingWorker.DELIVERIES.size() == 6);
    assertThat(RecordingWorker.MOST_RUNNING).hasValue(2);
    Await.until(() -> waiting(stack.endpoints().queue()) == 0);
  }

  private void send(List<String> bodies) {
    stack
        .sqs()
        .sendMessageBatch(
            request ->
                request
                    .queueUrl(stack.endpoints().queue())
                    .entries(
                        IntStream.range(0, bodies.size())
                            .mapToObj(
                                i ->
                                    SendMessageBatchRequestEntry.builder()
                                        .id("m" + i)
                                        .messageBody(bodies.get(i))
                                        .build())
                            .toList()));
  }

  private int waiting(String queueUrl) {
    var attributes =
        stack
            .sqs()
            .getQueueAttributes(
                request ->
                    request
                        .queueUrl(queueUrl)
                        .attributeNamesWithStrings(
                            "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
            .attributesAsStrings();
    return attributes.values().stream().mapToInt(Integer::parseInt).sum();
  }
}
