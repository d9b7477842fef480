package dev.ligature.functions;

import static dev.ligature.functions.Deployment.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.functions.Deployment.Answer;
import dev.ligature.functions.wiring.SqsMessageBody;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CascadeWorkerHandlerTest {

  private final Deployment api =
      new Deployment(Map.of("LIGATURE_INLINE_MILLIS", "0", "LIGATURE_MAX_RECEIVES", "3"));
  private final CascadeWorkerHandler worker =
      new CascadeWorkerHandler(api.composition(Role.WORKER));

  private List<String> failed(SQSMessage... messages) {
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(messages));
    SQSBatchResponse answer = worker.handleRequest(event, api.context);
    return answer.getBatchItemFailures().stream().map(BatchItemFailure::getItemIdentifier).toList();
  }

  /** Accepts the delete of a new author; returns the job's path. */
  private String accept() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    Answer accepted = api.delete("/authors/" + author);
    assertThat(accepted.status()).isEqualTo(202);
    return accepted.header("location");
  }

  private String state(String job) {
    return api.get(job).json().path("state").asText();
  }

  @Test
  void onlyMessagesThatFailedComeAgain() {
    String job = accept();

    List<String> failed =
        failed(
            message("good", SqsMessageBody.of(api.queue.take().orElseThrow()), 1),
            message("bad", "hello", 1));

    assertThat(failed).containsExactly("bad");
    assertThat(state(job)).isEqualTo("completed");
  }

  @Test
  void aMessageThatNamesNoTaskIsLeftToTheDeadLetters() {
    for (String body : new String[] {"", "[]", "{}", "{\"jobId\": \"7\", \"taskId\": \"x\"}"}) {
      assertThat(failed(message("m", body, 9))).containsExactly("m");
    }
    assertThat(String.join("", api.context.lines())).contains("names no task");
  }

  @Test
  void aMessageThatComesTwiceChangesNothing() {
    String job = accept();
    TaskMessage message = api.queue.take().orElseThrow();

    assertThat(failed(message("m", SqsMessageBody.of(message), 1))).isEmpty();
    JsonNode first = api.get(job).json();
    Map<String, String> before = api.contents();
    assertThat(failed(message("m", SqsMessageBody.of(message), 2))).isEmpty();

    assertThat(api.contents()).isEqualTo(before);
    assertThat(api.get(job).json()).isEqualTo(first);
    assertThat(first.path("state").asText()).isEqualTo("completed");
  }

  @Test
  void aTaskThatFailsForTheLastTimeLeavesItsJobStalledUntilARetry() {
    String job = accept();
    TaskMessage message = api.queue.take().orElseThrow();
    String task = "jobs/" + message.jobId() + "/tasks/" + message.asks();
    byte[] record = api.bucket.get(task).orElseThrow().body();
    api.bucket.put(task, "broken".getBytes(StandardCharsets.UTF_8), Precondition.none());

    assertThat(failed(message("m", SqsMessageBody.of(message), 1))).containsExactly("m");
    assertThat(state(job)).isEqualTo("running");
    assertThat(failed(message("m", SqsMessageBody.of(message), 2))).containsExactly("m");
    JsonNode stalled = api.get(job).json();
    assertThat(stalled.path("state").asText()).isEqualTo("stalled");
    assertThat(stalled.path("failures").toString()).contains(task);

    api.bucket.put(task, record, Precondition.none());
    assertThat(api.post(job + "/retry", null).status()).isEqualTo(200);
    api.work();
    assertThat(state(job)).isEqualTo("completed");
  }

  @Test
  void aJobWhoseLastStepFailsStallsUntilARetry() {
    String job = accept();
    TaskMessage message = api.queue.take().orElseThrow();
    String junk = "jobs/" + message.jobId() + "/journal/" + message.asks() + "/v-00-done";
    api.bucket.put(junk, "junk".getBytes(StandardCharsets.UTF_8), Precondition.none());

    assertThat(failed(message("m", SqsMessageBody.of(message), 1))).containsExactly("m");
    assertThat(failed(message("m", SqsMessageBody.of(message), 2))).containsExactly("m");
    assertThat(recordOf(message)).contains("\"stalled\"").contains("v-00-done");

    api.bucket.delete(junk, Precondition.none());
    assertThat(api.post(job + "/retry", null).status()).isEqualTo(200);
    api.work();
    assertThat(state(job)).isEqualTo("completed");
  }

  @Test
  void aMessageFromBeforeARetryDoesNotStallTheJobAgain() {
    String job = accept();
    TaskMessage message = api.queue.take().orElseThrow();
    assertThat(failed(message("old", SqsMessageBody.of(message), 3))).containsExactly("old");
    assertThat(api.post(job + "/retry", null).status()).isEqualTo(200);

    SQSMessage old = message("old", SqsMessageBody.of(message), 3);
    old.getAttributes().put("SentTimestamp", "0");

    assertThat(failed(old)).isEmpty();
    assertThat(state(job)).isEqualTo("running");
    api.work();
    assertThat(state(job)).isEqualTo("completed");
  }

  private String recordOf(TaskMessage message) {
    byte[] record = api.bucket.get("jobs/" + message.jobId() + "/job.json").orElseThrow().body();
    return new String(record, StandardCharsets.UTF_8);
  }

  @Test
  void aTaskWhoseWorkersAllDiedIsADeadLetterAndItsJobStalled() {
    String job = accept();
    TaskMessage message = api.queue.take().orElseThrow();

    assertThat(failed(message("m", SqsMessageBody.of(message), 3))).containsExactly("m");

    assertThat(state(job)).isEqualTo("stalled");
    assertThat(api.get(job).json().path("failures").toString()).contains("delivered 3 times");
  }

  @Test
  void theLastDeliveryOfATaskThatIsDoneStallsNothing() {
    String job = accept();
    TaskMessage message = api.queue.take().orElseThrow();
    assertThat(failed(message("m", SqsMessageBody.of(message), 1))).isEmpty();
    Map<String, String> before = api.contents();

    assertThat(failed(message("m", SqsMessageBody.of(message), 3))).isEmpty();

    assertThat(state(job)).isEqualTo("completed");
    assertThat(api.contents()).isEqualTo(before);
  }

  @Test
  void aTransientFailureOfS3NeverStallsAJobButRequeuesTheTask() {
    AtomicBoolean down = new AtomicBoolean();
    Deployment shaken =
        new Deployment(
            Map.of("LIGATURE_INLINE_MILLIS", "0", "LIGATURE_MAX_RECEIVES", "3"),
            store -> new Unreachable(store, down));
    UUID author = shaken.create("authors", "{\"name\": \"Ada\"}");
    String job = shaken.delete("/authors/" + author).header("location");
    TaskMessage message = shaken.queue.take().orElseThrow();
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(message("m", SqsMessageBody.of(message), 2)));
    CascadeWorkerHandler handler = new CascadeWorkerHandler(shaken.composition(Role.WORKER));

    down.set(true);
    assertThat(handler.handleRequest(event, shaken.context).getBatchItemFailures()).isEmpty();
    down.set(false);

    assertThat(shaken.get(job).json().path("state").asText()).isEqualTo("running");
    assertThat(shaken.queue.delayed()).contains(message);
    assertThat(handler.handleRequest(event, shaken.context).getBatchItemFailures()).isEmpty();
    assertThat(shaken.get(job).json().path("state").asText()).isEqualTo("completed");
  }

  /** A store that can be cut off. */
  private record Unreachable(ObjectStore store, AtomicBoolean down) implements ObjectStore {

    private ObjectStore reached() {
      if (down.get()) {
        throw StoreException.notApplied(StoreException.Kind.RETRY, "503", null);
      }
      return store;
    }

    @Override
    public Instant time() {
      return reached().time();
    }

    @Override
    public Optional<StoredObject> get(String key) {
      return reached().get(key);
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      return reached().put(key, body, precondition);
    }

    @Override
    public DeleteOutcome delete(String key, Precondition precondition) {
      return reached().delete(key, precondition);
    }

    @Override
    public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
      return reached().deleteAll(deletions);
    }

    @Override
    public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
      return reached().list(prefix, startAfter, limit);
    }
  }

  @Test
  void logLinesNameTheRequestTheJobAndTheTask() throws Exception {
    accept();
    TaskMessage message = api.queue.take().orElseThrow();
    api.context = new FakeContext(29_000);

    failed(message("m", SqsMessageBody.of(message), 1));

    JsonNode line = Json.parse(api.context.lines().getLast());
    assertThat(line.path("requestId").asText()).isEqualTo("request-1");
    assertThat(line.path("jobId").asText()).isEqualTo(message.jobId().toString());
    assertThat(line.path("taskId").asText()).isEqualTo(message.asks());
    assertThat(line.path("message").asText()).isNotBlank();
  }
}
