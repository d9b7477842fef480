package dev.ligature.s3server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered survives {@code kill -9}: a server in a process of its own, killed at work. */
class DurabilityTest {

  private static final int WRITERS = 16;
  private static final int KILLS = 4;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 800;
  private static final String DELETED = "";

  private final HttpClient http = HttpClient.newHttpClient();

  /** What the answers say must stand at each key: its text, or that it was deleted. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /** What was asked of a key when the server was killed; it may stand there or not. */
  private final Map<String, String> unanswered = new ConcurrentHashMap<>();

  /** Runs in the process that is killed. */
  static final class Child {
    private Child() {}

    /** Starts a server on the file, prints where it is, and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
      S3Server server = S3Server.builder().dataFile(Path.of(arguments[0])).start();
      server.createBucket("bucket");
      System.out.println(server.endpoint());
      new CountDownLatch(1).await();
    }
  }

  @Test
  void everyAcknowledgedWriteSurvivesBeingKilledAgainAndAgain(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("s3.mv");
    for (int round = 0; round < KILLS; round++) {
      Process child = start(file);
      try {
        URI endpoint = endpoint(child);
        check(endpoint);
        writeUntilKilled(endpoint, child, round);
      } finally {
        child.destroyForcibly();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
    }
    try (S3Server server = S3Server.builder().dataFile(file).start()) {
      check(server.endpoint());
    }
    assertThat(acknowledged.size()).isGreaterThan(KILLS * ACKNOWLEDGED_BEFORE_KILL / 4);
    assertThat(Files.size(file)).isLessThan(200L * 1024 * 1024);
  }

  @Test
  void aRequestThatHasBegunIsAnsweredBeforeTheServerCloses(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("s3.mv");
    CountDownLatch begun = new CountDownLatch(1);
    S3Server server =
        S3Server.builder()
            .dataFile(file)
            .faults(
                call -> {
                  begun.countDown();
                  pause(Duration.ofMillis(300));
                  return Optional.empty();
                })
            .start();
    server.createBucket("bucket");
    URI endpoint = server.endpoint();
    FutureTask<Integer> put = new FutureTask<>(() -> send(endpoint, "k", "late"));
    Thread.ofVirtual().start(put);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    server.close();

    assertThat(put.get(10, TimeUnit.SECONDS)).isEqualTo(200);
    try (S3Server again = S3Server.builder().dataFile(file).start()) {
      assertThat(read(again.endpoint(), "k")).isEqualTo("late");
    }
  }

  /** Nobody counts this latch down: a bounded wait. */
  private static void pause(Duration duration) {
    try {
      boolean counted = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(counted).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static URI endpoint(Process child) throws IOException {
    // Not closed: the child would die of the broken pipe, not of the kill.
    BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line).as("the child's endpoint").isNotNull();
    return URI.create(line);
  }

  private void writeUntilKilled(URI endpoint, Process child, int round)
      throws InterruptedException {
    CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_KILL);
    AtomicBoolean killed = new AtomicBoolean();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        writers.execute(() -> writer(endpoint, round, writer, enough, killed));
      }
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
      child.destroyForcibly();
      child.waitFor();
      killed.set(true);
    }
  }

  /** Creates, rewrites and deletes keys of its own, noting what each answer promises. */
  private void writer(
      URI endpoint, int round, int writer, CountDownLatch enough, AtomicBoolean killed) {
    for (int i = 0; !killed.get(); i++) {
      // Every third write goes to a key of an earlier round or step, which must also be kept.
      String key = "w" + writer + "/" + (i % 3 == 2 ? i / 2 : "r" + round + "-" + i);
      String text = i % 7 == 6 ? DELETED : "round " + round + " step " + i;
      unanswered.put(key, text);
      try {
        int status = send(endpoint, key, text);
        if (status != 200 && status != 204) {
          throw new AssertionError("Status " + status + " for " + key);
        }
      } catch (IOException e) {
        return; // killed: this one stays unanswered
      }
      acknowledged.put(key, text);
      unanswered.remove(key);
      enough.countDown();
    }
  }

  private int send(URI endpoint, String key, String text) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve("/bucket/" + key)).timeout(Duration.ofSeconds(30));
    if (text.equals(DELETED)) {
      request.DELETE();
    } else {
      request.PUT(HttpRequest.BodyPublishers.ofString(text));
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      throw new IOException("Interrupted", e);
    }
  }

  private void check(URI endpoint) throws Exception {
    for (Map.Entry<String, String> pending : unanswered.entrySet()) {
      String found = read(endpoint, pending.getKey());
      assertThat(found)
          .as("at " + pending.getKey())
          .isIn(pending.getValue(), acknowledged.getOrDefault(pending.getKey(), DELETED));
      acknowledged.put(pending.getKey(), found);
    }
    unanswered.clear();
    for (Map.Entry<String, String> promise : acknowledged.entrySet()) {
      assertThat(read(endpoint, promise.getKey()))
          .as("at " + promise.getKey())
          .isEqualTo(promise.getValue());
    }
  }

  private String read(URI endpoint, String key) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(endpoint.resolve("/bucket/" + key)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isIn(200, 404);
    return response.statusCode() == 200 ? response.body() : DELETED;
  }
}
