package dev.ligature.functions.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire to SQS, seen by a server that keeps it. */
class SqsTaskQueueTest {

  private final List<JsonNode> requests = new ArrayList<>();
  private volatile int status = 200;
  private volatile String refused = "";
  private HttpServer server;
  private SqsTaskQueue queue;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode request = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
          requests.add(request);
          byte[] answer =
              Json.bytes(request.has("Entries") ? answerToBatch(request) : answerToOne(request));
          exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    Environment environment =
        new Environment(
            Map.of(
                "AWS_ENDPOINT_URL_SQS", endpoint,
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test"));
    queue = new SqsTaskQueue(() -> SqsClients.create(environment.aws()), endpoint + "/1/tasks");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static ObjectNode answerToOne(JsonNode request) {
    return Json.object()
        .put("MessageId", "m")
        .put("MD5OfMessageBody", md5(request.path("MessageBody").asText()));
  }

  private ObjectNode answerToBatch(JsonNode request) {
    ObjectNode answer = Json.object();
    ArrayNode successful = answer.putArray("Successful");
    ArrayNode failed = answer.putArray("Failed");
    for (JsonNode entry : request.path("Entries")) {
      String id = entry.path("Id").asText();
      if (id.equals(refused)) {
        failed.addObject().put("Id", id).put("Code", "InternalError").put("SenderFault", false);
      } else {
        successful
            .addObject()
            .put("Id", id)
            .put("MessageId", "m")
            .put("MD5OfMessageBody", md5(entry.path("MessageBody").asText()));
      }
    }
    return answer;
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static TaskMessage task(int attempt) {
    return TaskMessage.of(new UUID(1, 2), TaskId.first(attempt));
  }

  @Test
  void aMessageNamesJobAndTaskAndWaitsAsLongAsAsked() {
    queue.send(task(1), Duration.ofMillis(1_500));

    JsonNode sent = requests.getFirst();
    assertThat(SqsMessageBody.parse(sent.path("MessageBody").asText())).contains(task(1));
    assertThat(sent.path("DelaySeconds").asInt()).isEqualTo(2);
    assertThat(sent.path("QueueUrl").asText()).endsWith("/1/tasks");
  }

  @Test
  void noDelayIsLongerThanSqsAllows() {
    queue.send(task(1), Duration.ofHours(2));

    assertThat(requests.getFirst().path("DelaySeconds").asInt()).isEqualTo(900);
  }

  @Test
  void manyMessagesGoTenAtATime() {
    List<TaskMessage> tasks = IntStream.range(0, 23).mapToObj(SqsTaskQueueTest::task).toList();

    queue.sendAll(tasks);

    assertThat(requests).extracting(r -> r.path("Entries").size()).containsExactly(10, 10, 3);
    assertThat(requests.stream().flatMap(r -> r.path("Entries").valueStream()))
        .extracting(entry -> SqsMessageBody.parse(entry.path("MessageBody").asText()).orElseThrow())
        .containsExactlyElementsOf(tasks);
  }

  @Test
  void oneMessageOfABatchThatIsRefusedIsTold() {
    refused = "0";

    assertThatThrownBy(() -> queue.sendAll(List.of(task(1), task(2))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("1 of 2");
  }

  @Test
  void aQueueThatRefusesIsATransientFailure() {
    status = 400;

    assertThatThrownBy(() -> queue.send(task(1), Duration.ZERO))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.RETRY));
  }
}
