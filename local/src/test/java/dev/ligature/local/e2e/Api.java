package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.ligature.local.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Calls a running stack's API. Threads may share it. */
public final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final Set<String> ENDED = Set.of("completed", "blocked", "cancelled", "restored");

  private final String base;

  public Api(String base) {
    this.base = base;
  }

  public Answer get(String path) {
    return call("GET", path, "", Map.of());
  }

  public Answer post(String path, String json) {
    return call("POST", path, json, Map.of());
  }

  public Answer delete(String path) {
    return call("DELETE", path, "", Map.of());
  }

  /** Creates an entity, which must succeed, and answers its id. */
  public String create(String plural, String json) {
    Answer answer = post("/" + plural, json);
    assertThat(answer.status()).as("POST /%s %s: %s", plural, json, answer.body()).isEqualTo(201);
    return answer.id();
  }

  /**
   * Sends a request.
   *
   * @param body nothing is sent if it is empty
   */
  public Answer call(String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER_LIMIT)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty() && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      JsonNode json =
          response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
      Map<String, String> firsts = new LinkedHashMap<>();
      response.headers().map().forEach((name, values) -> firsts.put(name, values.getFirst()));
      return new Answer(response.statusCode(), firsts, json);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Waits until a job has ended, and answers it. */
  public Answer endOf(String jobId) {
    AtomicReference<Answer> last = new AtomicReference<>();
    Await.until(
        () -> {
          last.set(get("/jobs/" + jobId));
          return ENDED.contains(last.get().text("state"));
        },
        () -> "The job is " + last.get().body());
    return last.get();
  }
}
