package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.ClubSchema;
import dev.ligature.local.Stack;
import dev.ligature.local.StackOptions;
import dev.ligature.local.cli.Commands.Outcome;
import dev.ligature.local.e2e.Api;
import dev.ligature.local.e2e.SynthesizedTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that work on a data folder while no stack runs see it as its last stack did: here with
 * models of a file, in a bucket of another name, and an orphan in it.
 */
class LastStartTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path data;
  private Path schema;

  @BeforeEach
  void aStackThatHasRun() throws Exception {
    data = folder.resolve("data");
    schema = ClubSchema.in(folder);
    try (Stack stack = Stack.start(SynthesizedTemplate.template(), asStarted())) {
      Api api = new Api(stack.endpoints().api());
      String club = api.create("clubs", "{\"name\":\"Chess\"}");
      api.create("visits", "{\"clubId\":\"%s\"}".formatted(club));
      assertThat(api.delete("/clubs/" + club).status()).isEqualTo(200);
    }
    Files.delete(schema); // the folder's copy must do
  }

  private StackOptions asStarted() {
    StackOptions plain = StackOptions.inMemory();
    return new StackOptions(
        0,
        Optional.of(data),
        Optional.of(schema),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        "clubs-bucket",
        Map.of(
            "LIGATURE_ORPHAN_GRACE_SECONDS", "0",
            "AWS_SECRET_ACCESS_KEY", "not to be kept"),
        false,
        plain.log());
  }

  private Outcome run(String command, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = command;
    all[1] = "--data";
    all[2] = data.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Commands.run(all);
  }

  @Test
  void aSweepFixesByTheModelsThatWereServed() throws Exception {
    Outcome swept = run("sweep");

    JsonNode report = JSON.readTree(swept.output());
    assertThat(swept.code()).as("%s", swept).isZero();
    assertThat(swept.errors().strip())
        .isEqualTo("No stack runs on %s; starting one for this.", data);
    assertThat(report.at("/findings/orphan_to_remove/fixed").asInt()).as("%s", report).isEqualTo(1);
    assertThat(run("audit").output()).contains("0 entities");
  }

  @Test
  void anAuditReadsTheBucketWithTheModelsThatWereServed() {
    Outcome audited = run("audit");

    assertThat(audited.code()).as("%s", audited).isZero();
    assertThat(audited.output()).contains("1 entities, 1 references");
    assertThat(audited.errors()).startsWith("Reading bucket clubs-bucket of " + data);
  }

  @Test
  void anInvocationServesTheModelsThatWereServed() throws Exception {
    Path event =
        Files.writeString(
            folder.resolve("event.json"),
            """
            {"httpMethod": "GET", "resource": "/{plural}", "path": "/visits",
             "pathParameters": {"plural": "visits"}}
            """);

    Outcome read = run("invoke", "read", "--event", event.toString());

    assertThat(read.code()).as("%s", read).isZero();
    assertThat(JSON.readTree(read.output()).path("statusCode").asInt()).isEqualTo(200);
  }

  @Test
  void aNewStartServesOtherModelsAndNamesThoseThatItLeavesAlone() {
    try (Stack stack =
        Stack.start(SynthesizedTemplate.template(), StackOptions.inMemory().withData(data))) {
      assertThat(stack.notices())
          .singleElement()
          .asString()
          .contains("does not: clubs, visits;")
          .doesNotContain("authors");
      assertThat(new Api(stack.endpoints().api()).get("/authors").status()).isEqualTo(200);
    }
    assertThat(run("audit").output()).doesNotContain("1 entities");
  }

  @Test
  void credentialsAreNotKept() throws Exception {
    assertThat(Files.readString(data.resolve("start.json")))
        .contains("LIGATURE_ORPHAN_GRACE_SECONDS")
        .doesNotContain("not to be kept");
  }
}
