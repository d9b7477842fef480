package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.api.Route;
import dev.ligature.bucket.Limits;
import dev.ligature.models.Models;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  private final Deployment api = new Deployment();
  private final JsonNode document = api.get("/openapi.json").json();

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = document.findValues("$ref");

    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      String pointer = reference.asText().substring(1);
      assertThat(document.at(pointer).isMissingNode()).as(reference.asText()).isFalse();
    }
  }

  @Test
  void itHasWhatOpenApiAsksFor() {
    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.at("/info/title").asText()).isNotBlank();
    assertThat(document.at("/info/version").asText()).isNotBlank();
    Pattern componentName = Pattern.compile("^[a-zA-Z0-9._-]+$");
    document
        .path("components")
        .forEach(
            kind -> kind.fieldNames().forEachRemaining(n -> assertThat(n).matches(componentName)));
    List<String> ids = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode operation = path.getValue().path(method);
        if (!operation.isMissingNode()) {
          ids.add(operation.path("operationId").asText());
          assertThat(operation.path("responses")).as(path.getKey()).isNotEmpty();
          operation
              .path("responses")
              .forEach(
                  response ->
                      assertThat(response.has("$ref") || response.has("description"))
                          .as(path.getKey())
                          .isTrue());
        }
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void titleVersionAndLicenceAreThoseOfTheApisOwner() {
    Deployment blog =
        new Deployment(
            Map.of(
                "LIGATURE_API_TITLE", "The blog",
                "LIGATURE_API_VERSION", "2.1",
                "LIGATURE_API_LICENSE", "MIT"));

    assertThat(blog.get("/openapi.json").json().path("info").toString())
        .isEqualTo(
            "{\"title\":\"The blog\",\"version\":\"2.1\","
                + "\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}}");
    assertThat(document.path("info").toString()).isEqualTo("{\"title\":\"API\",\"version\":\"1\"}");
  }

  @Test
  void noModelCanTakeThePlaceOfARoute() {
    for (Route route : Route.values()) {
      String first = route.path().split("/")[1];
      if (!first.startsWith("{")) {
        assertThatThrownBy(() -> Schema.builder().model("Intruder", first).build())
            .as(first)
            .isInstanceOf(SchemaException.class);
      }
    }
  }

  @Test
  void everyVariableOfAPathIsDeclaredAndNoOther() {
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      List<String> declared = new ArrayList<>();
      for (JsonNode parameter : path.getValue().path("parameters")) {
        JsonNode resolved = document.at(parameter.path("$ref").asText().substring(1));
        if (resolved.path("in").asText().equals("path")) {
          assertThat(resolved.path("required").asBoolean()).isTrue();
          declared.add(resolved.path("name").asText());
        }
      }
      List<String> used = new ArrayList<>();
      Matcher matcher = Pattern.compile("\\{(.+?)}").matcher(path.getKey());
      while (matcher.find()) {
        used.add(matcher.group(1));
      }
      assertThat(declared).as(path.getKey()).isEqualTo(used);
    }
  }

  @Test
  void everyPathAndMethodThatItNamesIsServed() {
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      String real = path.getKey().replace("{id}", "01890a5d-ac96-774b-bcce-b302099a8057");
      for (String method : METHODS) {
        if (path.getValue().has(method)) {
          var answer = api.call(method.toUpperCase(), real, method.equals("get") ? null : "{}");
          String problem = answer.status() >= 400 ? answer.json().path("type").asText() : "";
          assertThat(problem)
              .as(method + " " + real)
              .doesNotEndWith("/unknown-path")
              .doesNotEndWith("/unknown-model")
              .doesNotEndWith("/unknown-relationship")
              .doesNotEndWith("/method-not-allowed");
          assertThat(answer.status()).isNotEqualTo(500);
        }
      }
    }
  }

  @Test
  void theSummaryOfABatchTellsHowManyItTakes() {
    assertThat(document.at("/paths/~1authors~1batch/post/summary").asText())
        .isEqualTo("Create up to " + Limits.BATCH_ITEMS + " authors, each for itself");
  }

  @Test
  void aModelIsDescribedByItsFields() {
    JsonNode post = document.at("/components/schemas/Post.Input");

    assertThat(post.path("required").toString()).isEqualTo("[\"title\",\"content\",\"authorId\"]");
    assertThat(post.at("/properties/authorId/format").asText()).isEqualTo("uuid");
    assertThat(post.at("/properties/authorId/description").asText())
        .isEqualTo("Id of one of authors; on delete: CASCADE.");
    assertThat(document.at("/components/schemas/Author/properties/bio/type").toString())
        .isEqualTo("[\"string\",\"null\"]");
  }

  @Test
  void theSchemaIsAnsweredAsItCanBeReadBack() {
    JsonNode schema = api.get("/schema").json();

    assertThat(Schema.fromJson(schema)).isEqualTo(new Models().schema());
  }
}
