package dev.ligature.functions;

import static dev.ligature.store.RequestCounter.Operation.DELETE;
import static dev.ligature.store.RequestCounter.Operation.DELETE_BATCH;
import static dev.ligature.store.RequestCounter.Operation.GET;
import static dev.ligature.store.RequestCounter.Operation.LIST;
import static dev.ligature.store.RequestCounter.Operation.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.functions.Deployment.Answer;
import dev.ligature.models.Models;
import dev.ligature.store.RequestCounter.Operation;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each operation of the API asks of S3: the price list. */
class RequestCostTest {

  private final Deployment api = new Deployment();

  /** Once in its life a program asks which schema the bucket is at, and tells its own. */
  @BeforeEach
  void join() {
    api.create("artists", "{\"name\": \"Eva\"}");
  }

  /** The requests that a call makes, without those that it does not. */
  private Map<Operation, Long> cost(int status, Supplier<Answer> call) {
    api.requests.reset();
    Answer answer = call.get();
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    Map<Operation, Long> counts = new TreeMap<>(api.requests.counts());
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /**
   * A program asks once how its store answers a delete of what is absent, by each kind of delete.
   */
  @BeforeEach
  void theProgramHasAskedHowItsStoreAnswers() {
    UUID author = api.create("authors", "{\"name\": \"Zoe\"}");
    UUID profile = api.create("profiles", "{\"bio\": \"…\", \"authorId\": \"" + author + "\"}");
    api.delete("/profiles/" + profile);
    api.delete("/authors/" + author);
  }

  @Test
  void readingAnEntityIsOneGet() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");

    assertThat(cost(200, () -> api.get("/authors/" + author))).isEqualTo(Map.of(GET, 1L));
  }

  @Test
  void creatingWithoutForeignKeysIsOnePut() {
    assertThat(cost(201, () -> api.post("/authors", "{\"name\": \"Ada\"}")))
        .isEqualTo(Map.of(PUT, 1L));
  }

  @Test
  void creatingWithOneForeignKeyIsThreeRequests() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");

    assertThat(cost(201, () -> api.post("/posts", post(author))))
        .isEqualTo(Map.of(PUT, 2L, GET, 1L));
  }

  @Test
  void creatingWithTwoForeignKeysIsFiveRequests() {
    UUID artist = api.create("artists", "{\"name\": \"Nina\"}");
    UUID album = api.create("albums", "{\"title\": \"Live\", \"artistId\": \"" + artist + "\"}");
    String song =
        "{\"title\": \"One\", \"artistId\": \"" + artist + "\", \"albumId\": \"" + album + "\"}";

    assertThat(cost(201, () -> api.post("/songs", song))).isEqualTo(Map.of(PUT, 3L, GET, 2L));
  }

  @Test
  void updatingWithoutAKeyChangeIsTwoRequests() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    UUID post = api.create("posts", post(author));

    assertThat(cost(200, () -> api.call("PATCH", "/posts/" + post, "{\"title\": \"Other\"}")))
        .isEqualTo(Map.of(GET, 1L, PUT, 1L));
    assertThat(cost(200, () -> api.call("PUT", "/posts/" + post, post(author))))
        .isEqualTo(Map.of(GET, 1L, PUT, 1L));
  }

  @Test
  void deletingWhatNothingRefersToIsAtMostThreeRequests() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    UUID post = api.create("posts", post(author));
    UUID comment =
        api.create(
            "comments",
            "{\"content\": \"Hm\", \"commenterName\": \"Eve\", \"postId\": \"" + post + "\"}");

    assertThat(cost(200, () -> api.delete("/comments/" + comment)))
        .isEqualTo(Map.of(GET, 1L, DELETE, 1L, DELETE_BATCH, 1L));
  }

  @Test
  void deletingWhatHoldsAUniquePlaceIsOneMoreRead() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    UUID profile = api.create("profiles", "{\"bio\": \"…\", \"authorId\": \"" + author + "\"}");

    assertThat(cost(200, () -> api.delete("/profiles/" + profile)))
        .isEqualTo(Map.of(GET, 2L, DELETE, 1L, DELETE_BATCH, 1L));
  }

  @Test
  void aPageIsOneListAndOneGetForEachOfItsEntities() {
    for (int i = 0; i < 7; i++) {
      api.create("authors", "{\"name\": \"Ada " + i + "\"}");
    }

    assertThat(cost(200, () -> api.get("/authors?limit=5"))).isEqualTo(Map.of(LIST, 1L, GET, 5L));
    assertThat(cost(200, () -> api.get("/authors"))).isEqualTo(Map.of(LIST, 1L, GET, 7L));
  }

  @Test
  void aFilterOnAForeignKeyReadsOnlyWhatItFinds() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    UUID eve = api.create("authors", "{\"name\": \"Eve\"}");
    for (int i = 0; i < 6; i++) {
      api.create("posts", post(i < 2 ? ada : eve));
    }

    assertThat(cost(200, () -> api.get("/posts?authorId=" + ada)))
        .isEqualTo(Map.of(LIST, 1L, GET, 2L));
  }

  @Test
  void anIncludeFetchesEachDistinctParentOnce() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    UUID eve = api.create("authors", "{\"name\": \"Eve\"}");
    for (int i = 0; i < 6; i++) {
      api.create("posts", post(i < 2 ? ada : eve));
    }

    assertThat(cost(200, () -> api.get("/posts?include=author")))
        .isEqualTo(Map.of(LIST, 1L, GET, 6L + 2L));
  }

  @Test
  void theFirstWriteOfAProgramAsksWhichSchemaTheBucketIsAt() {
    Deployment fresh = new Deployment();

    fresh.create("authors", "{\"name\": \"Ada\"}");

    assertThat(fresh.requests.counts()).containsEntry(GET, 1L).containsEntry(PUT, 1L + 2L);
  }

  @Test
  void deletingWhatMayBeReferredToIsAJobOfSixPutsAndFourListsAndOneForEachKey() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    long keys = new Models().schema().plural("authors").orElseThrow().referencedBy().size();

    assertThat(cost(200, () -> api.delete("/authors/" + author)))
        .isEqualTo(Map.of(PUT, 6L, GET, 9L, LIST, 4L + keys, DELETE, 2L, DELETE_BATCH, 1L));
  }

  @Test
  void aCascadeReadsOnlyWhatRefersToItsVictims() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    UUID eve = api.create("authors", "{\"name\": \"Eve\"}");
    api.create("posts", post(ada));
    Map<Operation, Long> alone = cost(200, () -> api.delete("/authors/" + ada));

    UUID joe = api.create("authors", "{\"name\": \"Joe\"}");
    api.create("posts", post(joe));
    for (int i = 0; i < 200; i++) {
      api.create("posts", post(eve));
    }
    Map<Operation, Long> amongOthers = cost(200, () -> api.delete("/authors/" + joe));

    assertThat(amongOthers).isEqualTo(alone);
  }

  private static String post(UUID author) {
    return "{\"title\": \"On engines\", \"content\": \"…\", \"authorId\": \"" + author + "\"}";
  }
}
