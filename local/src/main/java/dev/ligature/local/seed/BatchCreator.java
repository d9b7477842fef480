package dev.ligature.local.seed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.JsonTrouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;

/** Creates entities through the API, several batches at a time. Threads may share it. */
final class BatchCreator implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 50;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final Set<Integer> TAKEN = Set.of(200, 201, 207);

  private final URI api;
  private final Semaphore requests;
  private final IntConsumer created;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param concurrency requests under way at once
   * @param created told how many entities were created by each request
   */
  BatchCreator(URI api, int concurrency, IntConsumer created) {
    this.api = api;
    this.requests = new Semaphore(concurrency);
    this.created = created;
  }

  /**
   * Creates them all.
   *
   * @return their ids, in order
   * @throws SeedException if the API refuses one
   */
  List<String> create(String plural, List<ObjectNode> entities) {
    List<Future<List<String>>> batches = new ArrayList<>();
    for (int from = 0; from < entities.size(); from += BATCH) {
      List<ObjectNode> batch = entities.subList(from, Math.min(entities.size(), from + BATCH));
      batches.add(threads.submit(() -> post(plural, batch)));
    }
    List<String> ids = new ArrayList<>();
    for (Future<List<String>> batch : batches) {
      try {
        ids.addAll(batch.get());
      } catch (ExecutionException failed) {
        throw switch (Objects.requireNonNull(failed.getCause())) {
          case SeedException clear -> clear;
          case JsonProcessingException strange ->
              new SeedException(
                  "%s answers no JSON: %s".formatted(api, JsonTrouble.of(strange)), failed);
          case IOException silent ->
              new SeedException("The API at %s does not answer: %s".formatted(api, silent), failed);
          case Throwable other ->
              new SeedException(
                  "Creating %s at %s failed: %s".formatted(plural, api, other), failed);
        };
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new SeedException("Interrupted", stopped);
      }
    }
    return ids;
  }

  private List<String> post(String plural, List<ObjectNode> batch)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("items").addAll(batch);
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/" + plural + "/batch"))
            .header("Content-Type", "application/json")
            .timeout(ANSWER_LIMIT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    requests.acquire();
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } finally {
      requests.release();
    }
    if (!TAKEN.contains(response.statusCode())) {
      throw new SeedException(
          "POST /%s/batch answered %d: %s"
              .formatted(
                  plural,
                  response.statusCode(),
                  new String(response.body(), StandardCharsets.UTF_8)));
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode item : JSON.readTree(response.body()).path("items")) {
      JsonNode id = item.path("entity").path("id");
      if (!id.isTextual()) {
        throw new SeedException("POST /%s/batch refused an item: %s".formatted(plural, item));
      }
      ids.add(id.asText());
    }
    if (ids.size() != batch.size()) {
      throw new SeedException(
          "POST /%s/batch answered %d items of %d".formatted(plural, ids.size(), batch.size()));
    }
    created.accept(ids.size());
    return ids;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }
}
