package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.Json;
import dev.ligature.functions.Deployment.Answer;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoreException.Kind;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What callers learn when the store fails, and what they do not. */
class FailuresTest {

  /** Lets nothing through while a failure is set. */
  private static final class Failing implements ObjectStore {
    private final ObjectStore store;
    RuntimeException failure;

    Failing(ObjectStore store) {
      this.store = store;
    }

    private ObjectStore or() {
      if (failure != null) {
        throw failure;
      }
      return store;
    }

    @Override
    public Instant time() {
      return or().time();
    }

    @Override
    public Optional<StoredObject> get(String key) {
      return or().get(key);
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      return or().put(key, body, precondition);
    }

    @Override
    public DeleteOutcome delete(String key, Precondition precondition) {
      return or().delete(key, precondition);
    }

    @Override
    public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
      return or().deleteAll(deletions);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int limit) {
      return or().list(prefix, startAfter, limit);
    }
  }

  private Failing store;
  private final Deployment api =
      new Deployment(
          Map.of(),
          bucket -> {
            store = new Failing(bucket);
            return store;
          });

  @Test
  void aStoreThatIsThrottledOrOutOfReachIsToBeTriedAgain() {
    for (Kind kind : new Kind[] {Kind.RETRY, Kind.CONFLICT}) {
      store.failure = StoreException.uncertain(kind, "secret bucket name", null);

      Answer answer = api.post("/authors", "{\"name\": \"Ada\"}");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isEqualTo("2");
      assertThat(answer.json().path("type").asText()).endsWith("/unavailable");
      assertThat(answer.text()).doesNotContain("secret");
    }
  }

  @Test
  void whatIsOurFaultIsToldByTheRequestsIdAlone() throws Exception {
    store.failure = StoreException.notApplied(Kind.OURS, "no permission on secret bucket", null);

    Answer answer = api.get("/authors/" + UUID.randomUUID());

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.json().path("type").asText()).endsWith("/internal");
    assertThat(answer.header("x-request-id")).isEqualTo("request-1");
    assertThat(answer.text()).doesNotContain("secret");
    JsonNode logged = Json.parse(api.context.lines().getFirst());
    assertThat(logged.path("requestId").asText()).isEqualTo("request-1");
    assertThat(logged.path("level").asText()).isEqualTo("ERROR");
    assertThat(logged.path("exception").asText()).contains("no permission on secret bucket");
  }

  @Test
  void aDefectOfOursIsAnAnswerToo() {
    store.failure = new IllegalStateException("secret");

    Answer answer = api.get("/authors");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).doesNotContain("secret");
  }

  @Test
  void anObjectThatSomebodyElseWroteIsNotGuessedAt() {
    UUID id = api.create("authors", "{\"name\": \"Ada\"}");
    String key = "data/authors/" + id + ".json";
    api.bucket.put(key, "not JSON".getBytes(StandardCharsets.UTF_8), Precondition.none());

    Answer answer = api.get("/authors/" + id);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(String.join("", api.context.lines())).contains(key);
  }

  @Test
  void oneItemOfABatchThatFailsDoesNotHideTheOthers() {
    store.failure = StoreException.uncertain(Kind.RETRY, "slow down", null);

    Answer answer = api.post("/authors/batch", "{\"items\": [{\"name\": \"Ada\"}]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/items/0/status").asInt()).isEqualTo(503);
  }

  @Test
  void healthIsOneListAndFailsWithTheBucket() {
    api.requests.reset();
    assertThat(api.get("/health").json().path("status").asText()).isEqualTo("ok");
    assertThat(api.requests.total()).isEqualTo(1);

    store.failure = StoreException.uncertain(Kind.RETRY, "no route to host", null);
    assertThat(api.get("/health").status()).isEqualTo(503);
  }
}
