package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.functions.Deployment.Answer;
import dev.ligature.simulation.Bodies;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeletesTest {

  private final Deployment api = new Deployment();

  /** An author with 3 posts of 4 comments each and a profile: 16 entities besides the author. */
  private static UUID blog(Deployment api) {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    api.create("profiles", "{\"bio\": \"…\", \"authorId\": \"" + author + "\"}");
    for (int p = 0; p < 3; p++) {
      UUID post =
          api.create(
              "posts",
              "{\"title\": \"On engines\", \"content\": \"…\", \"authorId\": \"" + author + "\"}");
      for (int c = 0; c < 4; c++) {
        api.create(
            "comments",
            "{\"content\": \"Hm\", \"commenterName\": \"Eve\", \"postId\": \"" + post + "\"}");
      }
    }
    return author;
  }

  @Test
  void whatNothingRefersToGoesWithoutAJob() {
    UUID tag = api.create("audit-entries", entry(api.create("authors", "{\"name\": \"Ada\"}")));

    Answer deleted = api.delete("/audit-entries/" + tag);

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text())
        .isEqualTo(
            "{\"jobId\":null,\"state\":\"completed\",\"cascaded\":0,\"setNull\":0,"
                + "\"protected\":[],\"byRelationship\":{}}");
    assertThat(api.get("/audit-entries/" + tag).status()).isEqualTo(404);
  }

  private static String entry(UUID author) {
    return "{\"action\": \"wrote\", \"authorId\": \"" + author + "\"}";
  }

  @Test
  void aDeleteTakesAlongAllThatFollowsAndCountsIt() {
    UUID author = blog(api);

    Answer deleted = api.delete("/authors/" + author);

    assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
    JsonNode json = deleted.json();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("jobId", "state", "cascaded", "setNull", "protected", "byRelationship");
    assertThat(json.path("state").asText()).isEqualTo("completed");
    assertThat(json.path("cascaded").asInt()).isEqualTo(16);
    assertThat(json.path("byRelationship").toString())
        .isEqualTo(
            "{\"comments.postId\":{\"deleted\":12,\"setNull\":0},"
                + "\"posts.authorId\":{\"deleted\":3,\"setNull\":0},"
                + "\"profiles.authorId\":{\"deleted\":1,\"setNull\":0}}");
    assertThat(api.bucket.keys()).noneMatch(k -> k.startsWith("data/") || k.startsWith("refs/"));
  }

  @Test
  void aCallerWhoWillNotWaitIsAnsweredAtOnceAndWatchesTheJob() {
    UUID author = blog(api);

    Answer accepted = api.delete("/authors/" + author, "Prefer", "respond-async");
    String job = accepted.header("location");

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("preference-applied")).isEqualTo("respond-async");
    assertThat(accepted.json().path("state").asText()).isEqualTo("running");
    assertThat(job).isEqualTo("/jobs/" + accepted.json().path("jobId").asText());
    assertThat(api.get(job).json().path("pendingTasks").asInt()).isPositive();

    assertThat(api.work()).isPositive();

    Answer ended = api.get(job);
    assertThat(ended.header("cache-control")).isEqualTo("no-store");
    JsonNode json = ended.json();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "jobId",
            "state",
            "cascaded",
            "setNull",
            "protected",
            "byRelationship",
            "root",
            "createdAt",
            "endedAt",
            "failures",
            "pendingTasks");
    assertThat(json.path("state").asText()).isEqualTo("completed");
    assertThat(json.path("cascaded").asInt()).isEqualTo(16);
    assertThat(json.path("pendingTasks").asInt()).isZero();
    assertThat(json.path("root").path("plural").asText()).isEqualTo("authors");
    assertThat(json.path("root").path("id").asText()).isEqualTo(author.toString());
    assertThat(json.path("endedAt").isNull()).isFalse();
    assertThat(api.get("/authors/" + author).status()).isEqualTo(404);
  }

  @Test
  void anInlineBudgetOfNothingMakesEveryCascadeAsynchronous() {
    Deployment always = new Deployment(Map.of("LIGATURE_INLINE_MILLIS", "0"));
    UUID author = blog(always);

    assertThat(always.delete("/authors/" + author).status()).isEqualTo(202);
    always.work();
    assertThat(always.get("/authors/" + author).status()).isEqualTo(404);
  }

  @Test
  void aBudgetThatIsUsedUpHandsTheRestToTheQueue() {
    Deployment small =
        new Deployment(Map.of("LIGATURE_INLINE_VICTIMS", "2", "LIGATURE_TASK_SIZE", "2"));
    UUID author = blog(small);

    Answer accepted = small.delete("/authors/" + author);
    assertThat(accepted.status()).isEqualTo(202);
    small.work();

    JsonNode job = small.get(accepted.header("location")).json();
    assertThat(job.path("state").asText()).isEqualTo("completed");
    assertThat(job.path("cascaded").asInt()).isEqualTo(16);
  }

  @Test
  void aCallerWhoWaitsIsAnsweredWhenTheWorkersAreDone() throws Exception {
    Deployment always = new Deployment(Map.of("LIGATURE_INLINE_MILLIS", "0"));
    UUID author = blog(always);
    always.queue.onArrival(() -> Thread.startVirtualThread(always::work));

    Answer answer = always.delete("/authors/" + author, "Prefer", "wait=15");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("preference-applied")).isEqualTo("wait=15");
    assertThat(answer.json().path("cascaded").asInt()).isEqualTo(16);
  }

  @Test
  void aCallerWhoWaitedInVainIsToldWhereTheJobIs() {
    Deployment always = new Deployment(Map.of("LIGATURE_INLINE_MILLIS", "0"));
    UUID author = blog(always);

    Answer answer = always.delete("/authors/" + author, "Prefer", "wait=1");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("location")).startsWith("/jobs/");
  }

  @Test
  void whatAnUndecidedDeleteHoldsIsReadableButClosedToWriters() {
    Deployment always = new Deployment(Map.of("LIGATURE_INLINE_MILLIS", "0"));
    String email = "{\"name\": \"C\", \"email\": \"c@example.org\"}";
    UUID customer = always.create("customers", email);
    UUID order = always.create("orders", "{\"customerId\": \"" + customer + "\"}");
    assertThat(always.delete("/customers/" + customer).status()).isEqualTo(202);
    always.workOnce();

    Answer child = always.post("/orders", "{\"customerId\": \"" + customer + "\"}");
    Answer patch = always.call("PATCH", "/customers/" + customer, "{\"name\": \"D\"}");

    for (Answer refused : new Answer[] {child, patch}) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(409);
      assertThat(refused.json().path("type").asText()).endsWith("/being-deleted");
      assertThat(refused.header("retry-after")).isEqualTo("1");
    }
    assertThat(always.get("/customers/" + customer).status()).isEqualTo(200);

    always.work();
    assertThat(always.get("/customers/" + customer).status()).isEqualTo(404);
    assertThat(always.get("/orders/" + order).status()).isEqualTo(404);
    assertThat(always.create("customers", email)).isNotEqualTo(customer);
  }

  @Test
  void aJobThatIsNotDecidedCanBeCancelledAndGivesBackWhatItHeld() {
    Deployment always = new Deployment(Map.of("LIGATURE_INLINE_MILLIS", "0"));
    UUID customer = always.create("customers", "{\"name\": \"C\", \"email\": \"c@example.org\"}");
    always.create("orders", "{\"customerId\": \"" + customer + "\"}");
    String job = always.delete("/customers/" + customer).header("location");
    always.workOnce();

    Answer cancelled = always.post(job + "/cancel", null);
    always.work();

    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.json().path("state").asText()).isEqualTo("cancelled");
    assertThat(always.call("PATCH", "/customers/" + customer, "{\"name\": \"D\"}").status())
        .isEqualTo(200);
  }

  @Test
  void aJobThatHasCommittedCannotBeCancelledAndGoesOn() {
    Deployment always = new Deployment(Map.of("LIGATURE_INLINE_MILLIS", "0"));
    UUID author = always.create("authors", "{\"name\": \"Ada\"}");
    String job = always.delete("/authors/" + author).header("location");

    Answer refused = always.post(job + "/cancel", null);
    always.work();

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.json().path("type").asText()).endsWith("/job-state");
    assertThat(refused.json().path("state").asText()).isEqualTo("running");
    assertThat(always.get(job).json().path("state").asText()).isEqualTo("completed");
  }

  @Test
  void aProtectedDeleteNamesWhatProtectsAndDeletesNothing() {
    UUID customer = api.create("customers", "{\"name\": \"C\", \"email\": \"c@example.org\"}");
    UUID order = api.create("orders", "{\"customerId\": \"" + customer + "\"}");
    UUID line =
        api.create(
            "order-lines",
            "{\"orderId\": \"" + order + "\", \"article\": \"Tea\", \"quantity\": 1}");
    UUID invoice = api.create("invoices", "{\"number\": \"1\", \"orderLineId\": \"" + line + "\"}");
    Map<String, String> before = Bodies.of(api.bucket, Bodies::ofNoJob);

    Answer refused = api.delete("/customers/" + customer);

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
    JsonNode json = refused.json();
    assertThat(json.path("type").asText()).isEqualTo("https://ligature.dev/problems/protected");
    assertThat(json.path("protected").toString())
        .isEqualTo(
            "[{\"relationship\":\"invoices.orderLineId\",\"onDelete\":\"PROTECT\",\"count\":1,"
                + "\"countIsComplete\":true,\"sampleIds\":[\""
                + invoice
                + "\"]}]");
    JsonNode job = api.get("/jobs/" + json.path("jobId").asText()).json();
    assertThat(job.path("state").asText()).isEqualTo("blocked");
    assertThat(job.path("protected")).isEqualTo(json.path("protected"));
    api.work();
    assertThat(Bodies.of(api.bucket, Bodies::ofNoJob)).isEqualTo(before);
    assertThat(api.bucket.keys().stream().filter(key -> key.startsWith("jobs/")))
        .containsExactly("jobs/" + json.path("jobId").asText() + "/job.json");
    for (String path :
        new String[] {"customers/" + customer, "orders/" + order, "order-lines/" + line}) {
      assertThat(api.get("/" + path).status()).as(path).isEqualTo(200);
      assertThat(api.call("PATCH", "/" + path, "{}").status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void aDeleteUnderTheVersionThatWasReadIsDone() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");

    assertThat(api.delete("/authors/" + author, "If-Match", "\"1\"").status()).isEqualTo(200);
  }

  @Test
  void jobsAreListedOldestFirstInPages() {
    for (int i = 0; i < 3; i++) {
      api.delete("/authors/" + api.create("authors", "{\"name\": \"Ada\"}"));
    }

    JsonNode first = api.get("/jobs?limit=2").json();
    JsonNode second = api.get(first.path("next").asText()).json();

    assertThat(first.path("items")).hasSize(2);
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(first.path("items").path(0).path("state").asText()).isEqualTo("completed");
  }

  @Test
  void aJobThatHasNotStalledIsNotSentForAgain() {
    UUID author = blog(api);
    String job = api.delete("/authors/" + author, "Prefer", "respond-async").header("location");
    int waiting = api.queue.size();

    Answer answer = api.post(job + "/retry", null);

    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(answer.json().path("state").asText()).isEqualTo("running");
    assertThat(api.queue.size()).isEqualTo(waiting);
  }

  @Test
  void aJobThatHasEndedCanNeitherBeRetriedNorCancelled() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    String job = "/jobs/" + api.delete("/authors/" + author).json().path("jobId").asText();

    for (String action : new String[] {"retry", "cancel"}) {
      Answer answer = api.post(job + "/" + action, null);
      assertThat(answer.status()).as(answer.text()).isEqualTo(409);
      assertThat(answer.json().path("type").asText()).endsWith("/job-state");
      assertThat(answer.json().path("state").asText()).isEqualTo("completed");
    }
  }

  @Test
  void aPreferenceThatCannotBeCompliedWithIsIgnored() {
    UUID author = blog(api);
    Answer answer = api.delete("/authors/" + author, "Prefer", "wait=soon, answer=nicely");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("preference-applied")).isEqualTo("(absent)");
  }

  @Test
  void ofAPreferenceThatComesTwiceTheFirstCounts() {
    UUID author = blog(api);
    Answer answer = api.delete("/authors/" + author, "Prefer", "wait=0; x=y, wait=10");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("preference-applied")).isEqualTo("wait=0");
  }

  @Test
  void aListOfVersionsAllowsEachOfThem() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    String body = "{\"name\": \"Eve\"}";

    assertThat(api.get("/authors/" + author, "If-Match", "\"7\", \"1\"").status()).isEqualTo(200);
    assertThat(
            api.call("PUT", "/authors/" + author, body, "If-Match", "\"7\", \"1\"").header("etag"))
        .isEqualTo("\"2\"");
    assertThat(api.delete("/authors/" + author, "If-Match", "\"2\", \"1\"").status())
        .isEqualTo(200);
  }
}
