package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.local.Await;
import dev.ligature.local.seed.BlogSeed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: stopped, killed, started twice. */
class RestartTest {
  private static final int POSTS = 60;
  private static final int COMMENTS = 4;

  @TempDir private Path folder;

  @Test
  void aCascadeThatWasKilledEndsByItselfAfterARestartWithTheSameCounts() throws Exception {
    Path data = folder.resolve("data");
    String job;
    String bystander;
    // Small tasks and a slow bucket, so that the kill falls into the middle.
    String[] options = {"--latency", "20", "--env", "LIGATURE_TASK_SIZE=10"};
    try (StackProcess stack = StackProcess.start(data, options)) {
      List<String> authors =
          new BlogSeed(2, POSTS, COMMENTS, 1)
              .create(URI.create(stack.endpoints().api()), 16, count -> {});
      bystander = authors.get(1);
      Api api = stack.api();
      Answer accepted =
          api.call("DELETE", "/authors/" + authors.get(0), "", Map.of("Prefer", "respond-async"));
      assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
      job = accepted.text("jobId");
      Await.until(() -> cascaded(api.get("/jobs/" + job)) > 0);
      stack.kill();
    }

    try (StackProcess stack = StackProcess.start(data, options)) {
      Answer ended = stack.api().endOf(job);
      assertThat(ended.text("state")).isEqualTo("completed");
      assertThat(cascaded(ended)).isEqualTo(POSTS + POSTS * COMMENTS);
      assertThat(stack.api().get("/authors/" + bystander).status()).isEqualTo(200);
      assertThat(pages(stack.api(), "posts")).isEqualTo(POSTS);
      assertThat(pages(stack.api(), "comments")).isEqualTo(POSTS * COMMENTS);
    }
  }

  @Test
  void theDataOutlivesACleanStop() throws Exception {
    Path data = folder.resolve("data");
    String author;
    try (StackProcess stack = StackProcess.start(data)) {
      author = stack.api().create("authors", "{\"name\":\"Ada\"}");
      assertThat(stack.terminate()).isEqualTo(143);
      assertThat(stack.output()).endsWith("Stopping.\n");
      assertThat(data.resolve("endpoints.json")).doesNotExist();
    }
    try (StackProcess stack = StackProcess.start(data)) {
      assertThat(stack.api().get("/authors/" + author).text("name")).isEqualTo("Ada");
    }
  }

  @Test
  void aSecondStartOnAUsedFolderOrPortSaysSoInOneLine() throws Exception {
    Path data = folder.resolve("data");
    try (StackProcess stack = StackProcess.start(data)) {
      assertThat(StackProcess.refusal(data))
          .isEqualTo(
              "The data folder %s is used by another running stack at %s; stop that one, or choose another with --data.%n"
                  .formatted(data, stack.endpoints().api()));
      int port = URI.create(stack.endpoints().api()).getPort();
      assertThat(StackProcess.refusal(folder.resolve("other"), "--port", "" + port))
          .isEqualTo(
              "Port %d is in use; stop what uses it, or choose another with --port.%n"
                  .formatted(port));
    }
  }

  @Test
  void theModelsOfASchemaFileAreServedInsteadOfTheModules() throws Exception {
    Path schema =
        Files.writeString(
            folder.resolve("schema.json"),
            """
            {"models":[{"name":"Note","plural":"notes",
              "fields":[{"name":"text","type":"string","required":true}],"relationships":[]}]}
            """);
    try (StackProcess stack =
        StackProcess.start(folder.resolve("data"), "--schema", schema.toString())) {
      String note = stack.api().create("notes", "{\"text\":\"hello\"}");
      assertThat(stack.api().get("/notes/" + note).text("text")).isEqualTo("hello");
      assertThat(stack.api().get("/authors").status()).isEqualTo(404);
      assertThat(stack.output()).contains("/notes -H");
    }
  }

  private static int cascaded(Answer job) {
    return job.body().path("cascaded").asInt();
  }

  private static int pages(Api api, String plural) throws IOException {
    int count = 0;
    String next = "/" + plural + "?limit=100";
    while (next != null) {
      JsonNode page = api.get(next).body();
      count += page.path("items").size();
      next = page.path("next").isTextual() ? page.path("next").asText() : null;
    }
    return count;
  }
}
