package dev.ligature.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.Endpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a person reads when the stack is up: where it is, and what to try. */
record Greeting(Endpoints endpoints, Path data, Path log) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  void print(PrintWriter output) {
    String api = endpoints.api();
    output.printf("%nLigature is up at %s%n%nTry:%n", api);
    example()
        .ifPresent(
            model -> {
              String plural = model.path("plural").asText();
              output.printf(
                  "  curl %s/%s -H 'Content-Type: application/json' -d '%s'%n",
                  api, plural, body(model));
              output.printf("  curl %s/%s%n", api, plural);
            });
    output.printf("  curl %s/schema%n%n", api);
    output.printf("Data    %s%n", data);
    output.printf("Log     %s%n", log);
    output.printf("S3      %s  bucket %s%n", endpoints.s3(), endpoints.bucket());
    output.printf("SQS     %s%n", endpoints.sqs());
    output.printf("Queue   %s%n", endpoints.queue());
    output.printf("DLQ     %s%n", endpoints.dlq());
    output.printf("Lambda  %s%n", endpoints.lambda());
    output.printf(
        "%nRegion %s, %s; all of this is in %s%nCtrl-C stops it.%n",
        endpoints.region(),
        endpoints.accessKeyId() == null
            ? "your own credentials"
            : "credentials %s/%s".formatted(endpoints.accessKeyId(), endpoints.secretAccessKey()),
        data.resolve("endpoints.json"));
    output.flush();
  }

  /** A model that can be created on its own: all that it must have are plain fields. */
  private Optional<JsonNode> example() {
    for (JsonNode model : schema().path("models")) {
      if (model.path("fields").valueStream().noneMatch(Greeting::isRequiredUuid)) {
        return Optional.of(model);
      }
    }
    return Optional.empty();
  }

  private static boolean isRequiredUuid(JsonNode field) {
    return field.path("required").asBoolean() && field.path("type").asText().equals("uuid");
  }

  private static String body(JsonNode model) {
    ObjectNode body = JSON.createObjectNode();
    for (JsonNode field : model.path("fields")) {
      if (field.path("required").asBoolean()) {
        String name = field.path("name").asText();
        switch (field.path("type").asText()) {
          case "integer", "number" -> body.put(name, 1);
          case "boolean" -> body.put(name, true);
          case "instant" -> body.put(name, "2026-01-01T00:00:00Z");
          default -> body.put(name, "A " + name);
        }
      }
    }
    return body.toString();
  }

  private JsonNode schema() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(endpoints.api() + "/schema"))
                  .timeout(ANSWER_LIMIT)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      // A schema that cannot be read is told by the function's own answer, when it is asked.
      return response.statusCode() == 200
          ? JSON.readTree(response.body())
          : JSON.createObjectNode();
    } catch (IOException unreachable) {
      return JSON.createObjectNode();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return JSON.createObjectNode();
    }
  }
}
