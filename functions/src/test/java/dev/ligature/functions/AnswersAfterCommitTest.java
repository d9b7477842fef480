package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;
import dev.ligature.functions.Deployment.Answer;
import dev.ligature.functions.http.ApiLimits;
import dev.ligature.simulation.PassThrough;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What has been done is never answered with a refusal. */
class AnswersAfterCommitTest {

  private boolean recordsUnreadable;
  private final Deployment api = new Deployment(Map.of(), Unreadable::new);
  private final UUID author = api.create("authors", "{\"name\": \"Ada\"}");

  /** Nearly as large as a batch may be, of characters that an answer spells with four. */
  private String largeBatch() {
    ObjectNode body = Json.object();
    ArrayNode items = body.putArray("items");
    for (int i = 0; i < Limits.BATCH_ITEMS; i++) {
      items
          .addObject()
          .put("title", "T")
          .put("content", "\"".repeat(5_000) + "x".repeat(41_000))
          .put("authorId", author.toString());
    }
    return body.toString();
  }

  @Test
  void aBatchThatWasCreatedIsAnsweredInShortWhereThereIsNoRoom() {
    Answer answer = api.post("/posts/batch", largeBatch(), "Idempotency-Key", "large");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("created").asInt()).isEqualTo(Limits.BATCH_ITEMS);
    JsonNode first = answer.json().path("items").path(0);
    JsonNode last = answer.json().path("items").path(Limits.BATCH_ITEMS - 1);
    assertThat(first.path("entity").path("content").asText()).hasSize(46_000);
    assertThat(last.fieldNames())
        .toIterable()
        .containsExactly("status", "shortened", "id", "version");
    assertThat(api.get("/posts/" + last.path("id").asText()).status()).isEqualTo(200);
  }

  @Test
  void theSameBatchAgainNamesTheSameEntities() {
    JsonNode first = api.post("/posts/batch", largeBatch(), "Idempotency-Key", "large").json();

    Answer again = api.post("/posts/batch", largeBatch(), "Idempotency-Key", "large");

    assertThat(again.status()).isEqualTo(200);
    for (int i = 0; i < Limits.BATCH_ITEMS; i++) {
      assertThat(id(again.json().path("items").path(i))).isEqualTo(id(first.path("items").path(i)));
      assertThat(again.json().path("items").path(i).path("replayed").asBoolean()).isTrue();
    }
  }

  private static String id(JsonNode item) {
    return item.path("shortened").asBoolean()
        ? item.path("id").asText()
        : item.path("entity").path("id").asText();
  }

  /** Each byte of an entity becomes two at most, once it is escaped. */
  @Test
  void oneEntityAlwaysFitsIntoAnAnswer() {
    assertThat(2L * Limits.ENTITY_BYTES).isLessThan(ApiLimits.ANSWER_BYTES);
  }

  @Test
  void aDeleteThatMeetsAnUnreadableChildIsAcceptedAndTheWorkersTakeOver() {
    UUID post =
        api.create(
            "posts", "{\"title\": \"T\", \"content\": \"C\", \"authorId\": \"" + author + "\"}");
    api.bucket.put("data/posts/" + post + ".json", new byte[0], Precondition.none());

    Answer answer = api.delete("/authors/" + author);

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.header("location"))
        .isEqualTo("/jobs/" + answer.json().path("jobId").asText());
  }

  @Test
  void aDeleteThatWasAcceptedIsNoErrorThoughItsRecordCannotBeReadJustNow() {
    recordsUnreadable = true;

    Answer answer = api.delete("/authors/" + author, "Prefer", "wait=1");

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.json().path("jobId").asText()).isNotEmpty();
    recordsUnreadable = false;
    api.work();
    assertThat(api.get("/authors/" + author).status()).isEqualTo(404);
  }

  /** Where records of jobs cannot be read for a while. */
  private final class Unreadable extends PassThrough {

    Unreadable(ObjectStore store) {
      super(store);
    }

    @Override
    public Optional<StoredObject> get(String key) {
      if (recordsUnreadable && key.endsWith("/job.json")) {
        throw StoreException.notApplied(StoreException.Kind.RETRY, "throttled", null);
      }
      return super.get(key);
    }
  }
}
