package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.Endpoints;
import dev.ligature.local.Stack;
import dev.ligature.local.StackOptions;
import dev.ligature.local.cli.Commands.Outcome;
import dev.ligature.local.e2e.Api;
import dev.ligature.local.e2e.SynthesizedTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print that work on a running stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningCommandsTest {
  private static final Path EVENTS = Path.of("..", "events");

  private Path folder;
  private Stack stack;
  private String data;

  @BeforeAll
  void start(@TempDir Path given) {
    folder = given;
    data = folder.resolve("data").toString();
    stack =
        Stack.start(
            SynthesizedTemplate.template(), StackOptions.inMemory().withData(Path.of(data)));
  }

  @AfterAll
  void stop() {
    stack.close();
  }

  @Test
  void theFolderTellsTheProcessThatServesIt() {
    assertThat(Endpoints.read(Path.of(data)).orElseThrow().pid())
        .isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void seedTellsWhatItHasCreatedAndWhereToLook() {
    Outcome seeded =
        Commands.run("seed", "--data", data, "--authors", "2", "--posts", "3", "--comments", "4");

    assertThat(seeded.code()).as("%s", seeded).isZero();
    assertThat(seeded.output()).contains("32 of 32").contains("32 entities in ");
    String first = seeded.output().replaceAll("(?s).*The first author is " + api(), "").strip();
    JsonNode posts = new Api(api()).get(first + "/posts").body().path("items");
    assertThat(posts).hasSize(3);
  }

  @Test
  void seedWithoutAStackIsOneLine() {
    Outcome refused = Commands.run("seed", "--data", folder.resolve("none").toString());

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.errors().lines())
        .singleElement()
        .asString()
        .startsWith("No stack is running on ");
  }

  @Test
  void sweepPrintsTheReportAndPassesItsOptionsOn() throws IOException {
    Outcome swept = Commands.run("sweep", "--data", data, "--report-only", "--grace", "0");

    JsonNode report = new ObjectMapper().readTree(swept.output());
    assertThat(swept.code()).as("%s", swept).isZero();
    assertThat(report.path("reportOnly").asBoolean()).isTrue();
    assertThat(report.path("complete").asBoolean()).isTrue();
  }

  @Test
  void invokePrintsTheFunctionsResponse() throws IOException {
    Path event = EVENTS.resolve("read-list-authors.json");

    Outcome read = Commands.run("invoke", "read", "--event", event.toString(), "--data", data);

    JsonNode response = new ObjectMapper().readTree(read.output());
    assertThat(read.code()).as("%s", read).isZero();
    assertThat(response.path("statusCode").asInt()).isEqualTo(200);
    assertThat(response.path("body").asText()).contains("\"items\"");
  }

  @Test
  void anInvocationThatFailsEndsWithOneAndShowsTheError() throws IOException {
    Path event = Files.writeString(folder.resolve("event.json"), "[\"no event\"]");

    Outcome failed = Commands.run("invoke", "worker", "--event", event.toString(), "--data", data);

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.output()).contains("errorMessage");
  }

  @Test
  void aFunctionOrAnEventThatIsNotThereIsOneLine() {
    String event = EVENTS.resolve("read-list-authors.json").toString();

    Outcome unknown = Commands.run("invoke", "paint", "--event", event, "--data", data);
    Outcome unreadable = Commands.run("invoke", "read", "--event", "no-such-file", "--data", data);

    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.errors().lines())
        .singleElement()
        .asString()
        .contains("'paint'")
        .contains("ReadHandler");
    assertThat(unreadable.code()).isEqualTo(1);
    assertThat(unreadable.errors().lines()).singleElement().asString().contains("no-such-file");
  }

  private String api() {
    return stack.endpoints().api();
  }
}
