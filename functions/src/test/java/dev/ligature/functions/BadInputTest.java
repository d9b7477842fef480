package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.functions.Deployment.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with a request is named with its fix, and leaves the bucket as it was. */
class BadInputTest {

  private final Deployment api = new Deployment();
  private UUID author;
  private UUID post;
  private Map<String, String> before;

  @BeforeEach
  void fill() {
    author = api.create("authors", "{\"name\": \"Ada\"}");
    post = api.create("posts", post("\"On engines\"", author));
    before = api.contents();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(api.contents()).isEqualTo(before);
  }

  private static String post(String title, Object authorId) {
    return "{\"title\": " + title + ", \"content\": \"…\", \"authorId\": \"" + authorId + "\"}";
  }

  private static JsonNode problem(Answer answer, int status, String type) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.header("x-request-id")).isEqualTo("request-1");
    JsonNode json = answer.json();
    assertThat(json.path("type").asText()).isEqualTo("https://ligature.dev/problems/" + type);
    assertThat(json.path("status").asInt()).isEqualTo(status);
    assertThat(json.path("title").asText()).isNotBlank();
    assertThat(json.path("detail").asText()).isNotBlank();
    return json;
  }

  private static void fault(JsonNode problem, String field, String fix) {
    JsonNode error = problem.path("errors").path(0);
    assertThat(error.path("field").asText()).isEqualTo(field);
    assertThat(error.path("problem").asText()).isNotBlank();
    assertThat(error.path("fix").asText()).contains(fix);
  }

  @Test
  void anUnknownModel() {
    JsonNode problem = problem(api.get("/writers"), 404, "unknown-model");

    assertThat(problem.path("detail").asText()).contains("writers").contains("authors");
    problem(api.post("/writers", "{}"), 404, "unknown-model");
    problem(api.delete("/writers/" + author), 404, "unknown-model");
  }

  @Test
  void halfACharacterIsRefusedForItCouldNotBeReadAgain() {
    JsonNode problem =
        problem(api.post("/authors", "{\"name\": \"\\ud800\"}"), 400, "invalid-entity");

    fault(problem, "name", "whole characters");
  }

  @Test
  void aNumberBeyondAllNumbers() {
    for (String number : new String[] {"1e99999999999", "-1e-2147483648"}) {
      Answer answer = api.post("/authors", "{\"name\": " + number + "}");
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    }
    problem(api.post("/authors", "{\"name\": 1e99999999999}"), 400, "malformed-json");
  }

  @Test
  void errorsBeyondTheHundredthAreCountedAndLongNamesCut() {
    StringBuilder body = new StringBuilder("{\"name\": \"Ada\"");
    for (int i = 0; i < 20_000; i++) {
      body.append(", \"f").append(i).append("\": 1");
    }
    body.append(", \"").append("x".repeat(40_000)).append("\": 1}");

    JsonNode problem = problem(api.post("/authors", body.toString()), 400, "invalid-entity");

    assertThat(problem.path("errors")).hasSize(101);
    assertThat(problem.path("errors").path(100).path("problem").asText())
        .isEqualTo("has 19901 more errors");
    assertThat(problem.toString()).hasSizeLessThan(50_000);
  }

  @Test
  void aConditionOnAWriteThatIsForReadsOrIsEmpty() {
    String path = "/authors/" + author;
    String body = "{\"name\": \"Grace\"}";

    fault(
        problem(api.call("PUT", path, body, "If-None-Match", "*"), 400, "invalid-header"),
        "If-None-Match",
        "If-Match");
    fault(
        problem(api.call("PUT", path, body, "If-Match", ""), 400, "invalid-header"),
        "If-Match",
        "ETag");
    problem(api.call("DELETE", path, null, "If-None-Match", "\"1\""), 400, "invalid-header");
  }

  @Test
  void anUnknownPath() {
    problem(api.get("/"), 404, "unknown-path");
    problem(api.get("/a/b/c/d"), 404, "unknown-path");
  }

  @Test
  void anIdThatIsNone() {
    fault(problem(api.get("/authors/42"), 400, "invalid-id"), "id", "such as");
    fault(problem(api.delete("/authors/42"), 400, "invalid-id"), "id", "such as");
  }

  @Test
  void anEntityThatIsNotThere() {
    UUID nobody = UUID.randomUUID();

    problem(api.get("/authors/" + nobody), 404, "entity-not-found");
    problem(api.delete("/authors/" + nobody), 404, "entity-not-found");
    problem(api.call("PATCH", "/authors/" + nobody, "{}"), 404, "entity-not-found");
    problem(api.call("PUT", "/authors/" + nobody, "{\"name\": \"Eve\"}"), 404, "entity-not-found");
  }

  @Test
  void anUnknownField() {
    Answer answer = api.post("/authors", "{\"name\": \"Eve\", \"nmae\": \"x\"}");

    fault(problem(answer, 400, "invalid-entity"), "nmae", "name, bio");
  }

  @Test
  void aMissingField() {
    fault(problem(api.post("/authors", "{}"), 400, "invalid-entity"), "name", "string");
    fault(
        problem(api.call("PUT", "/authors/" + author, "{\"bio\": \"x\"}"), 400, "invalid-entity"),
        "name",
        "string");
    fault(
        problem(api.call("PATCH", "/authors/" + author, "{\"name\": null}"), 400, "invalid-entity"),
        "name",
        "string");
  }

  @Test
  void aFieldOfTheWrongType() {
    fault(problem(api.post("/posts", post("7", author)), 400, "invalid-entity"), "title", "string");
    fault(
        problem(api.post("/posts", post("\"x\"", "42")), 400, "invalid-entity"),
        "authorId",
        "UUID");
  }

  @Test
  void everyFieldAtFaultIsNamed() {
    JsonNode problem = problem(api.post("/posts", "{\"titel\": 1}"), 400, "invalid-entity");

    assertThat(problem.path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("titel", "title", "content", "authorId");
  }

  @Test
  void whatOnlyTheServerMakes() {
    Answer answer = api.post("/authors", "{\"name\": \"Eve\", \"id\": \"" + author + "\"}");

    fault(problem(answer, 400, "invalid-entity"), "id", "leave it out");
  }

  @Test
  void brokenJson() {
    JsonNode problem =
        problem(api.post("/authors", "{\"name\": \"Eve\",\n \"bio\": }"), 400, "malformed-json");

    assertThat(problem.path("line").asInt()).isEqualTo(2);
    assertThat(problem.path("column").asInt()).isPositive();
    problem(api.post("/authors", "{\"name\": \"Eve\"} x"), 400, "malformed-json");
    problem(api.post("/authors", "{\"name\": \"Eve\", \"name\": \"Ada\"}"), 400, "malformed-json");
  }

  @Test
  void jsonThatIsNoObject() {
    problem(api.post("/authors", "[]"), 400, "unexpected-body");
    problem(api.post("/authors", "\"Eve\""), 400, "unexpected-body");
    problem(api.post("/authors", ""), 400, "unexpected-body");
    problem(api.call("PUT", "/authors/" + author, null), 400, "unexpected-body");
  }

  @Test
  void jsonThatIsAThousandLevelsDeep() {
    String deep = "{\"name\": " + "[".repeat(1_000) + "]".repeat(1_000) + "}";

    problem(api.post("/authors", deep), 400, "json-too-deep");
  }

  @Test
  void aBodyOfSevenMegabytes() {
    String large = "{\"name\": \"" + "x".repeat(7 << 20) + "\"}";

    problem(api.post("/authors", large), 413, "body-too-large");
    problem(api.call("PATCH", "/authors/" + author, large), 413, "body-too-large");
    problem(api.post("/authors/batch", "{\"items\": [" + large + "]}"), 413, "body-too-large");
  }

  @Test
  void aNumberThatIsLargerThanMemory() {
    UUID customer = api.create("customers", "{\"name\": \"C\", \"email\": \"c@x\"}");
    UUID order = api.create("orders", "{\"customerId\": \"" + customer + "\"}");
    before = api.contents();
    String line =
        "{\"orderId\": \"" + order + "\", \"article\": \"a\", \"quantity\": 1e1000000000}";

    fault(
        problem(api.post("/order-lines", line), 400, "invalid-entity"), "quantity", "another unit");
  }

  @Test
  void aMediaTypeThatIsNotTaken() {
    Answer answer =
        api.post("/authors", "name=Eve", "Content-Type", "application/x-www-form-urlencoded");

    fault(problem(answer, 415, "unsupported-media-type"), "content-type", "application/json");
    assertThat(answer.header("accept")).isEqualTo("application/json");
  }

  @Test
  void aMethodThatThePathDoesNotTake() {
    Answer collection = api.delete("/authors");
    Answer entity = api.post("/authors/" + author, "{\"name\": \"Eve\"}");

    problem(collection, 405, "method-not-allowed");
    assertThat(collection.header("allow")).isEqualTo("GET, POST");
    problem(entity, 405, "method-not-allowed");
    assertThat(entity.header("allow")).isEqualTo("DELETE, GET, PATCH, PUT");
    problem(api.get("/authors/batch"), 405, "method-not-allowed");
  }

  @Test
  void aVersionThatIsStale() {
    String body = "{\"name\": \"Eve\"}";
    Answer put = api.call("PUT", "/authors/" + author, body, "If-Match", "\"7\"");

    assertThat(problem(put, 412, "version-mismatch").path("currentVersion").asInt()).isEqualTo(1);
    assertThat(put.header("etag")).isEqualTo("\"1\"");
    problem(
        api.call("PATCH", "/authors/" + author, body, "If-Match", "\"x\""),
        412,
        "version-mismatch");
    problem(api.delete("/authors/" + author, "If-Match", "W/\"1\""), 412, "version-mismatch");
    problem(api.delete("/posts/" + post, "If-Match", "\"2\""), 412, "version-mismatch");
    problem(api.delete("/posts/" + post, "If-Match", "\"2\", \"3\""), 412, "version-mismatch");
    problem(api.delete("/posts/" + post, "If-Match", "\"01\""), 412, "version-mismatch");
    problem(api.get("/posts/" + post, "If-Match", "\"2\""), 412, "version-mismatch");
  }

  @Test
  void aParentThatIsNotThere() {
    UUID nobody = UUID.randomUUID();

    fault(
        problem(api.post("/posts", post("\"x\"", nobody)), 422, "parent-missing"),
        "authorId",
        "authors");
  }

  @Test
  void aNewParentThatIsNotThere() {
    UUID nobody = UUID.randomUUID();
    String patch = "{\"authorId\": \"" + nobody + "\"}";

    fault(
        problem(api.call("PATCH", "/posts/" + post, patch), 422, "parent-missing"),
        "authorId",
        "authors");

    // The hint stays for the sweeper: another update under way may count on it.
    String hint = "refs/posts.authorId/" + nobody + "/" + post;
    Map<String, String> after = api.contents();
    assertThat(after).containsKey(hint).containsAllEntriesOf(before).hasSize(before.size() + 1);
    before = after;
  }

  @Test
  void aValueThatIsTaken() {
    UUID tag = api.create("tags", "{\"name\": \"new\"}");
    before = api.contents();

    JsonNode problem = problem(api.post("/tags", "{\"name\": \"new\"}"), 409, "taken");

    fault(problem, "name", "another value");
    assertThat(problem.path("holderId").asText()).isEqualTo(tag.toString());
  }

  @Test
  void anUnknownParameter() {
    fault(
        problem(api.get("/authors?nmae=Ada"), 400, "invalid-parameter"),
        "nmae",
        "one of its fields");
    fault(
        problem(api.get("/authors/" + author + "?limit=3"), 400, "invalid-parameter"),
        "limit",
        "include or fields");
    fault(
        problem(api.post("/authors?x=1", "{\"name\": \"Eve\"}"), 400, "invalid-parameter"),
        "x",
        "leave it out");
    fault(
        problem(api.delete("/authors/" + author + "?force=1"), 400, "invalid-parameter"),
        "force",
        "leave it out");
  }

  @Test
  void aParameterWithAWrongValue() {
    for (String query :
        new String[] {
          "limit=0",
          "limit=501",
          "limit=ten",
          "limit=1&limit=2",
          "cursor=%25",
          "cursor=abc",
          "include=book",
          "include=posts..author",
          "include=",
          "fields=nmae",
          "name.like=A",
          "version=x",
          "createdAt.gt=yesterday"
        }) {
      JsonNode problem = problem(api.get("/authors?" + query), 400, "invalid-parameter");

      assertThat(problem.path("errors").path(0).path("field").asText())
          .isEqualTo(query.substring(0, query.indexOf('=')));
    }
  }

  @Test
  void anIncludeBeyondItsLimits() {
    String deep = "posts.author.posts.author.posts.author";
    String many = "posts,".repeat(11) + "profile";

    problem(api.get("/authors?include=" + deep), 400, "invalid-parameter");
    problem(api.get("/authors?include=" + many), 400, "invalid-parameter");
  }

  @Test
  void anUnknownRelationship() {
    assertThat(
            problem(api.get("/authors/" + author + "/books"), 404, "unknown-relationship")
                .path("detail")
                .asText())
        .contains("posts")
        .contains("profile");
  }

  @Test
  void anUnknownJob() {
    problem(api.get("/jobs/" + UUID.randomUUID()), 404, "job-not-found");
    problem(api.post("/jobs/" + UUID.randomUUID() + "/retry", null), 404, "job-not-found");
    problem(api.get("/jobs/42"), 400, "invalid-id");
  }

  @Test
  void anIdempotencyKeyThatIsTooLong() {
    Answer answer = api.post("/authors", "{\"name\": \"Eve\"}", "Idempotency-Key", "k".repeat(256));

    fault(problem(answer, 400, "invalid-header"), "Idempotency-Key", "255");
  }

  @Test
  void anUnknownMemberOfABatch() {
    fault(
        problem(
            api.post("/authors/batch", "{\"items\": [{\"name\": \"Eve\"}], \"dryRun\": true}"),
            400,
            "unexpected-body"),
        "dryRun",
        "items");
    String longName = "{\"items\": [], \"" + "x".repeat(20_000) + "\": 1}";
    assertThat(api.post("/authors/batch", longName).text().length()).isLessThan(1_000);
  }

  @Test
  void aMomentThatNoClockOrNoJsonCanSpell() {
    for (String moment :
        new String[] {"2016-12-31T23:59:60Z", "+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"}) {
      String order =
          "{\"customerId\": \"" + UUID.randomUUID() + "\", \"placedAt\": \"" + moment + "\"}";
      fault(problem(api.post("/orders", order), 400, "invalid-entity"), "placedAt", "moment");
    }
  }

  @Test
  void aFilterThatIsGivenTwice() {
    fault(problem(api.get("/authors?name=Ada&name=Eve"), 400, "invalid-parameter"), "name", "once");
  }

  @Test
  void aBatchThatIsNone() {
    fault(problem(api.post("/authors/batch", "{}"), 400, "unexpected-body"), "items", "items");
    fault(
        problem(api.post("/authors/batch", "{\"items\": []}"), 400, "unexpected-body"),
        "items",
        "1 to 100");
    String hundredAndOne = "{},".repeat(100) + "{}";
    fault(
        problem(
            api.post("/authors/batch", "{\"items\": [" + hundredAndOne + "]}"),
            400,
            "unexpected-body"),
        "items",
        "1 to 100");
  }
}
