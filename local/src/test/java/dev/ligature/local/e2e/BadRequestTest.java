package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Bad input through the gateway: a problem with the right status, type and field, and a bucket in
 * which every object is as it was.
 */
class BadRequestTest {
  private static final String TYPES = "https://ligature.dev/problems/";
  private static final String EVERYTHING = "";
  private static final UUID NOBODY = new UUID(0x0198000000007000L, 0x8000000000000001L);

  /** Where the problem is with the path, the method or the version, no field is at fault. */
  private static final String NO_FIELD = "";

  private static final String BODY = "(body)";

  @RegisterExtension static final RunningStack stack = new RunningStack();

  private static String author = "";
  private static String post = "";

  private final Api api = stack.api();

  @BeforeAll
  static void fill() {
    author = stack.api().create("authors", "{\"name\":\"Ada\"}");
    post = stack.api().create("posts", post(author));
  }

  @Test
  void anUnknownModel() {
    refused(404, "unknown-model", NO_FIELD, "GET", "/writers", "");
    refused(404, "unknown-model", NO_FIELD, "POST", "/writers", "{}");
    refused(404, "unknown-model", NO_FIELD, "PATCH", "/writers/" + author, "{}");
    refused(404, "unknown-model", NO_FIELD, "DELETE", "/writers/" + author, "");
  }

  @Test
  void aBadId() {
    refused(400, "invalid-id", "id", "GET", "/authors/not-an-id", "");
    refused(400, "invalid-id", "id", "PUT", "/authors/not-an-id", "{\"name\":\"A\"}");
    refused(400, "invalid-id", "id", "PATCH", "/authors/not-an-id", "{\"name\":\"A\"}");
    refused(400, "invalid-id", "id", "DELETE", "/authors/not-an-id", "");
  }

  @Test
  void anUnknownField() {
    String unknown = "{\"name\":\"A\",\"age\":7}";

    refused(400, "invalid-entity", "age", "POST", "/authors", unknown);
    refused(400, "invalid-entity", "age", "PUT", "/authors/" + author, unknown);
    refused(400, "invalid-entity", "age", "PATCH", "/authors/" + author, "{\"age\":7}");
  }

  @Test
  void aMissingField() {
    refused(400, "invalid-entity", "name", "POST", "/authors", "{\"bio\":\"B\"}");
    refused(400, "invalid-entity", "name", "PUT", "/authors/" + author, "{\"bio\":\"B\"}");
    refused(400, "invalid-entity", "name", "PATCH", "/authors/" + author, "{\"name\":null}");
  }

  @Test
  void aFieldOfAWrongType() {
    refused(400, "invalid-entity", "name", "POST", "/authors", "{\"name\":7}");
    refused(400, "invalid-entity", "name", "PUT", "/authors/" + author, "{\"name\":[\"A\"]}");
    refused(400, "invalid-entity", "authorId", "PATCH", "/posts/" + post, "{\"authorId\":\"Ada\"}");
  }

  @Test
  void brokenJson() {
    refused(400, "malformed-json", BODY, "POST", "/authors", "{\"name\":");
    refused(400, "malformed-json", BODY, "PUT", "/authors/" + author, "{\"name\":\"A\"} x");
    refused(400, "malformed-json", BODY, "PATCH", "/authors/" + author, "name=A");
  }

  @Test
  void aBodyOfSevenMegabytesIsStoppedByTheGateway() {
    String large = "{\"name\":\"" + "x".repeat(7 << 20) + "\"}";

    refused(413, "body-too-large", NO_FIELD, "POST", "/authors", large);
    refused(413, "body-too-large", NO_FIELD, "PATCH", "/authors/" + author, large);
  }

  @Test
  void aBodyThatOnlyTheGatewayWouldTake() {
    String large = "{\"name\":\"" + "x".repeat(2 << 20) + "\"}";

    refused(413, "body-too-large", BODY, "POST", "/authors", large);
    refused(413, "body-too-large", BODY, "PATCH", "/authors/" + author, large);
  }

  @Test
  void aFieldWhoseValueIsNestedAThousandLevelsDeep() {
    String lists = "{\"name\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
    String objects = "{\"name\":" + "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000) + "}";

    refused(400, "json-too-deep", BODY, "POST", "/authors", lists);
    refused(400, "json-too-deep", BODY, "PATCH", "/authors/" + author, objects);
  }

  @Test
  void aMethodThatAPathDoesNotTake() {
    Answer collection = refused(405, "method-not-allowed", NO_FIELD, "DELETE", "/authors", "");
    assertThat(collection.header("Allow")).contains("GET, POST");
    Answer entity =
        refused(405, "method-not-allowed", NO_FIELD, "POST", "/authors/" + author, "{}");
    assertThat(entity.header("Allow")).contains("DELETE, GET, PATCH, PUT");
  }

  @Test
  void aPathWithoutARoute() {
    refused(403, "no-such-route", NO_FIELD, "GET", "/authors/a/b/c", "");
  }

  @Test
  void aStaleEtag() {
    String path = "/authors/" + author;
    String body = "{\"name\":\"B\"}";
    Map<String, String> stale = Map.of("If-Match", "\"7\"");

    Answer put = refused(412, "version-mismatch", NO_FIELD, "PUT", path, body, stale);
    assertThat(put.header("ETag")).contains("\"1\"");
    refused(412, "version-mismatch", NO_FIELD, "PATCH", path, body, stale);
    refused(412, "version-mismatch", NO_FIELD, "DELETE", path, "", stale);
  }

  @Test
  void anUnknownParentOfANewEntity() {
    refused(422, "parent-missing", "authorId", "POST", "/posts", post(NOBODY.toString()));
  }

  /** Another update of the entity may rely on the reference, so only the sweeper may remove it. */
  @Test
  void anUnknownParentOfAStoredEntityLeavesNothingButAHint() {
    Snapshot before = stack.snapshot(EVERYTHING);
    String body = "{\"authorId\":\"%s\"}".formatted(NOBODY);

    Answer answer = api.call("PATCH", "/posts/" + post, body, Map.of());

    isProblem(answer, 422, "parent-missing", "authorId");
    Snapshot after = stack.snapshot(EVERYTHING);
    String hint = "refs/posts.authorId/%s/%s".formatted(NOBODY, post);
    assertThat(after.etags()).containsKey(hint);
    assertThat(after.without(Set.of(NOBODY.toString()))).isEqualTo(before);
  }

  private Answer refused(
      int status, String type, String field, String method, String path, String body) {
    return refused(status, type, field, method, path, body, Map.of());
  }

  /** Sends the request, and checks the problem and that nothing in the bucket has changed. */
  private Answer refused(
      int status,
      String type,
      String field,
      String method,
      String path,
      String body,
      Map<String, String> headers) {
    Snapshot before = stack.snapshot(EVERYTHING);

    Answer answer = api.call(method, path, body, headers);

    isProblem(answer, status, type, field);
    assertThat(stack.snapshot(EVERYTHING)).isEqualTo(before);
    return answer;
  }

  private static void isProblem(Answer answer, int status, String type, String field) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    assertThat(answer.text("type")).isEqualTo(TYPES + type);
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    assertThat(answer.text("detail")).isNotBlank();
    assertThat(answer.body().path("errors").path(0).path("field").asText())
        .as("%s", answer.body())
        .isEqualTo(field);
  }

  private static String post(String author) {
    return "{\"title\":\"T\",\"content\":\"C\",\"authorId\":\"%s\"}".formatted(author);
  }
}
