package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.lambda.InvocationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** The files in events/: each begins with the name of the function that takes it. */
class EventsTest {
  private static final Path FOLDER = Path.of("").toAbsolutePath().getParent().resolve("events");

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final RunningStack stack = new RunningStack();

  static List<Path> events() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void everySampleEventIsTakenByItsFunction(Path event) throws IOException {
    JsonNode response = invoke(event);

    // An API function answers a status, a batch tells what failed; neither may hide a failure.
    assertThat(response.path("statusCode").asInt(200)).isBetween(200, 299);
    assertThat(response.path("batchItemFailures")).isEmpty();
  }

  @Test
  void theSweepersEventMakesItSweepToTheEnd() throws IOException {
    JsonNode report = invoke(FOLDER.resolve("sweeper-scheduled.json"));

    assertThat(report.path("failures").isArray()).as("%s", report).isTrue();
    assertThat(report.path("failures")).as("%s", report).isEmpty();
    assertThat(report.path("complete").asBoolean()).as("%s", report).isTrue();
  }

  @Test
  void theWorkersEventMovesTheJobThatItNamesToItsEnd() throws IOException {
    Api api = stack.api();
    String author = api.create("authors", "{\"name\":\"Ada\"}");
    String post =
        api.create(
            "posts", "{\"title\":\"T\",\"content\":\"C\",\"authorId\":\"%s\"}".formatted(author));
    Path event = FOLDER.resolve("worker-finished-task.json");
    JsonNode message =
        JSON.readTree(JSON.readTree(event.toFile()).path("Records").path(0).path("body").asText());
    String job = message.path("jobId").asText();
    // What a caller leaves who dies right after the job is durable: the root's task, and the job.
    put(
        "jobs/%s/tasks/%s".formatted(job, message.path("taskId").asText()),
        "{\"at\":\"2026-11-22T22:00:00Z\",\"kind\":\"root\"}");
    put(
        "jobs/%s/job.json".formatted(job),
        """
        {"id":"%s","state":"running","committed":true,"attempt":1,"plural":"authors",
         "createdAt":"2026-11-22T22:00:00Z","nonce":"1","root":{"id":"%s"},
         "totals":{"rootDeleted":false,"byRelationship":{}},"protections":[],"failures":[]}
        """
            .formatted(job, author));

    assertThat(invoke(event).path("batchItemFailures")).isEmpty();

    assertThat(stack.keys("jobs/" + job + "/tasks/3")).as("the task is done").isEmpty();
    Answer ended = api.endOf(job);
    assertThat(ended.text("state")).isEqualTo("completed");
    assertThat(ended.body().path("cascaded").asInt()).isEqualTo(1);
    assertThat(stack.keys("data/authors/" + author)).isEmpty();
    assertThat(stack.keys("data/posts/" + post)).isEmpty();

    // A message may come twice; the second finds nothing to do and changes no count.
    assertThat(invoke(event).path("batchItemFailures")).isEmpty();
    assertThat(api.get("/jobs/" + job).body()).isEqualTo(ended.body());
  }

  private static void put(String key, String body) {
    stack
        .stack()
        .s3()
        .putObject(
            request -> request.bucket(stack.stack().endpoints().bucket()).key(key),
            RequestBody.fromString(body));
  }

  @Test
  void everyFunctionHasAnEvent() throws IOException {
    assertThat(events().stream().map(EventsTest::handler).distinct())
        .containsExactlyInAnyOrderElementsOf(
            SynthesizedTemplate.template().functions().values().stream()
                .map(function -> function.handlerName())
                .toList());
  }

  private static JsonNode invoke(Path event) throws IOException {
    InvocationResult result = stack.stack().function(name(event)).invoke(Files.readAllBytes(event));
    assertThat(result).isInstanceOf(InvocationResult.Success.class);
    return JSON.readTree(((InvocationResult.Success) result).payload());
  }

  private static String handler(Path event) {
    return SynthesizedTemplate.template().function(name(event)).handlerName();
  }

  private static String name(Path event) {
    return event.getFileName().toString().split("-", 2)[0];
  }
}
