package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.seed.BlogSeed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: stopped, killed, started twice. */
class RestartTest {
  @TempDir private Path folder;

  @Test
  void aCascadeThatWasKilledEndsByItselfAfterARestartWithTheSameCounts() throws Exception {
    // Tasks for several rounds of all workers, and a slow bucket: the kill falls into the middle.
    KilledCascade cascade =
        KilledCascade.of(
            folder.resolve("data"),
            new BlogSeed(2, 300, 2, 1),
            "--latency",
            "30",
            "--env",
            "LIGATURE_TASK_SIZE=2");

    assertThat(cascade.invocations()).isGreaterThan(cascade.invocationsBefore());
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
              "The data folder %s is used by another stack or command at %s; stop that one, or choose another with --data.%n"
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
}
