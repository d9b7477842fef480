package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad input through the gateway: a problem with the right status, and a bucket as it was. */
class BadRequestTest {
  @RegisterExtension static final RunningStack stack = new RunningStack();

  private static String author = "";

  private final Api api = stack.api();

  @BeforeAll
  static void fill() {
    author = stack.api().create("authors", "{\"name\":\"Ada\"}");
  }

  @Test
  void anUnknownModel() {
    refused(404, "GET", "/writers", "", Map.of());
    refused(404, "POST", "/writers", "{}", Map.of());
  }

  @Test
  void aBadId() {
    refused(400, "GET", "/authors/not-an-id", "", Map.of());
  }

  @Test
  void fieldsThatAreUnknownMissingOrOfAnotherType() {
    assertThat(refused(400, "POST", "/authors", "{\"name\":\"A\",\"age\":7}", Map.of()))
        .contains("age");
    assertThat(refused(400, "POST", "/authors", "{\"bio\":\"B\"}", Map.of())).contains("name");
    assertThat(refused(400, "POST", "/authors", "{\"name\":7}", Map.of())).contains("name");
  }

  @Test
  void brokenAndDeepJson() {
    refused(400, "POST", "/authors", "{\"name\":", Map.of());
    refused(400, "POST", "/authors", "[".repeat(1000) + "]".repeat(1000), Map.of());
  }

  @Test
  void aBodyOfSevenMegabytes() {
    refused(413, "POST", "/authors", "{\"name\":\"" + "x".repeat(7 << 20) + "\"}", Map.of());
  }

  @Test
  void aMethodThatARouteDoesNotKnow() {
    refused(405, "DELETE", "/authors", "", Map.of());
  }

  @Test
  void aPathWithoutARoute() {
    refused(403, "GET", "/authors/a/b/c", "", Map.of());
  }

  @Test
  void aStaleEtag() {
    refused(412, "PUT", "/authors/" + author, "{\"name\":\"B\"}", Map.of("If-Match", "\"stale\""));
  }

  @Test
  void anUnknownParent() {
    assertThat(
            refused(
                422,
                "POST",
                "/posts",
                "{\"title\":\"T\",\"content\":\"C\",\"authorId\":\"%s\"}"
                    .formatted(new UUID(0x0198000000007000L, 0x8000000000000001L)),
                Map.of()))
        .contains("authorId");
  }

  /** Sends the request, checks the problem and the bucket, and answers the problem's text. */
  private String refused(
      int status, String method, String path, String body, Map<String, String> headers) {
    List<String> before = stack.keys("");
    String entity = stack.object("data/authors/" + author + ".json");

    Answer answer = api.call(method, path, body, headers);

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    assertThat(answer.text("type")).startsWith("https://ligature.dev/problems/");
    assertThat(answer.body().path("status").asInt(status)).isEqualTo(status);
    assertThat(stack.keys("")).isEqualTo(before);
    assertThat(stack.object("data/authors/" + author + ".json")).isEqualTo(entity);
    return answer.body().toString();
  }
}
