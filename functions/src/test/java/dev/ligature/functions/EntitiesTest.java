package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.functions.Deployment.Answer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EntitiesTest {

  private final Deployment api = new Deployment();

  @Test
  void aCreatedEntityIsAnsweredWithItsPlaceAndVersion() {
    Answer created = api.post("/authors", "{\"name\": \"Ada\"}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("location")).isEqualTo("/authors/" + created.id());
    assertThat(created.header("etag")).isEqualTo("\"1\"");
    assertThat(created.header("content-type")).isEqualTo("application/json");
    assertThat(created.header("x-request-id")).isEqualTo("request-1");
    assertThat(created.json().fieldNames())
        .toIterable()
        .containsExactly("id", "version", "createdAt", "updatedAt", "name", "bio");
  }

  @Test
  void behindTheBasePathOfADomainTheApiIsServedAndItsLinksKeepThePath() {
    api.basePath = "/blog/v1";
    Answer first = api.post("/authors", "{\"name\": \"Ada\"}");
    api.create("authors", "{\"name\": \"Eve\"}");

    assertThat(first.header("location")).isEqualTo("/blog/v1/authors/" + first.id());
    assertThat(api.get("/authors?limit=1").json().path("next").asText())
        .startsWith("/blog/v1/authors?cursor=");
    assertThat(api.get("/authors/" + first.id()).json()).isEqualTo(first.json());
  }

  @Test
  void anEntityIsReadAsItWasCreated() {
    Answer created = api.post("/authors", "{\"name\": \"Ada\", \"bio\": \"first\"}");

    Answer read = api.get("/authors/" + created.id());

    assertThat(read.status()).isEqualTo(200);
    assertThat(read.json()).isEqualTo(created.json());
    assertThat(read.header("etag")).isEqualTo("\"1\"");
  }

  @Test
  void anEntityThatTheCallerHasIsNotSentAgain() {
    UUID id = api.create("authors", "{\"name\": \"Ada\"}");

    Answer same = api.get("/authors/" + id, "If-None-Match", "W/\"0\", \"1\"");
    Answer changed = api.get("/authors/" + id, "If-None-Match", "\"2\"");

    assertThat(same.status()).isEqualTo(304);
    assertThat(same.text()).isEmpty();
    assertThat(same.header("etag")).isEqualTo("\"1\"");
    assertThat(changed.status()).isEqualTo(200);
  }

  @Test
  void headAnswersAsGetWithoutTheBody() {
    UUID id = api.create("authors", "{\"name\": \"Ada\"}");

    Answer head = api.call("HEAD", "/authors/" + id, null);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("etag")).isEqualTo("\"1\"");
    assertThat(head.text()).isEmpty();
  }

  @Test
  void putReplacesAllFieldsAndPatchOnlyThoseItNames() {
    UUID id = api.create("authors", "{\"name\": \"Ada\", \"bio\": \"first\"}");

    Answer patched =
        api.call(
            "PATCH",
            "/authors/" + id,
            "{\"name\": \"Ada L.\"}",
            "Content-Type",
            "application/merge-patch+json");
    Answer put = api.call("PUT", "/authors/" + id, "{\"name\": \"Grace\"}");

    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.json().path("bio").asText()).isEqualTo("first");
    assertThat(patched.header("etag")).isEqualTo("\"2\"");
    assertThat(put.json().path("name").asText()).isEqualTo("Grace");
    assertThat(put.json().path("bio").isNull()).isTrue();
    assertThat(put.header("etag")).isEqualTo("\"3\"");
  }

  @Test
  void anUpdateUnderTheVersionThatWasReadIsTaken() {
    UUID id = api.create("authors", "{\"name\": \"Ada\"}");

    Answer put = api.call("PUT", "/authors/" + id, "{\"name\": \"Grace\"}", "if-match", "\"1\"");

    assertThat(put.status()).isEqualTo(200);
  }

  @Test
  void anIdempotencyKeyGivesTheSameEntityAgain() {
    Answer first = api.post("/authors", "{\"name\": \"Ada\"}", "Idempotency-Key", "k1");
    Answer again = api.post("/authors", "{\"name\": \"Ada\"}", "Idempotency-Key", "k1");
    Answer other = api.post("/authors", "{\"name\": \"Eve\"}", "Idempotency-Key", "k1");

    assertThat(first.header("idempotency-replayed")).isEqualTo("(absent)");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("idempotency-replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().path("type").asText()).endsWith("/idempotency-key-reused");
    assertThat(api.get("/authors").json().path("items")).hasSize(1);
  }

  @Test
  void fieldsChoosesWhatIsAnswered() {
    UUID id = api.create("authors", "{\"name\": \"Ada\", \"bio\": \"first\"}");

    assertThat(api.get("/authors/" + id + "?fields=bio,version").json().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("id", "version", "bio");
  }

  @Test
  void anOptionalBooleanIsNeverNull() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    String post =
        "{\"title\": \"T\", \"content\": \"C\", \"authorId\": \""
            + author
            + "\", \"published\": %s}";

    Answer created = api.post("/posts", post.formatted("null"));

    assertThat(created.json().path("published").isBoolean()).isTrue();
    assertThat(
            api.call("PATCH", "/posts/" + created.id(), "{\"published\": null}")
                .json()
                .path("published")
                .isBoolean())
        .isTrue();
  }
}
