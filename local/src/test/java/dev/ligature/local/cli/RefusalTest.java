package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.LocalBucket;
import dev.ligature.local.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command cannot do is refused in one line that says what to change. */
class RefusalTest {
  private static final String EVENT = "../events/read-list-authors.json";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "seed, --authors, -1",
    "seed, --posts, many",
    "seed, --comments, 1.5",
    "seed, --concurrency, 0",
    "up, --port, 70000",
    "up, --latency, -5",
    "sweep, --grace, -1",
  })
  void aNumberThatCannotBe(String command, String option, String value) {
    Outcome refused = Commands.run(command, option, value);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(line(refused)).contains(option).contains("'" + value + "'").contains(" from ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sweep", "invoke", "audit", "reindex"})
  void aFolderWithoutABucket(String command) throws IOException {
    Path none = folder.resolve("none");
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(line(onData(command, none))).contains("no data folder " + none).contains("--data");
    assertThat(line(onData(command, empty))).contains("no bucket in " + empty).contains("--data");
    assertThat(none).doesNotExist();
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void aFileInPlaceOfTheDataFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(line(Commands.run("up", "--data", file.toString()))).contains(file + " is a file");
    assertThat(line(Commands.run("up", "--data", file.resolve("data").toString())))
        .contains("cannot be written");
  }

  @Test
  void aFolderThatACommandIsAtWorkOn() {
    try (LocalBucket audited = LocalBucket.open(folder, "ligature")) {
      assertThat(audited.endpoint()).isNotNull();
      assertThat(line(Commands.run("up", "--port", "0", "--data", folder.toString())))
          .contains("used by another stack or command");
      assertThat(line(onData("sweep", folder))).startsWith("Another command is at work on ");
    }
  }

  @Test
  void anEventThatIsNoJson() throws IOException {
    Path broken = Files.writeString(folder.resolve("event.json"), "{\"a\": [");

    Outcome refused = Commands.run("invoke", "read", "--event", broken.toString());

    assertThat(refused.code()).isEqualTo(1);
    assertThat(line(refused)).contains(broken + " is no JSON").doesNotContain("Source");
  }

  @Test
  void aSchemaThatIsNoJson() throws IOException {
    Path broken = Files.writeString(folder.resolve("schema.json"), "{\"models\": [");

    Outcome refused = Commands.run("up", "--schema", broken.toString());

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.errors().lines()).hasSize(2);
    assertThat(refused.errors()).contains("it is no JSON").doesNotContain("Source");
  }

  @Test
  void anApiThatDoesNotAnswer() {
    Outcome refused = Commands.run("seed", "--authors", "1", "--api", "http://localhost:1");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(line(refused)).startsWith("The API at http://localhost:1 does not answer");
  }

  private static String line(Outcome refused) {
    assertThat(refused.code()).as("%s", refused).isNotZero();
    assertThat(refused.errors().lines()).as("%s", refused).hasSize(1);
    return refused.errors();
  }

  private static Outcome onData(String command, Path data) {
    List<String> arguments = new ArrayList<>(List.of(command));
    if (command.equals("invoke")) {
      arguments.addAll(List.of("read", "--event", EVENT));
    }
    arguments.addAll(List.of("--data", data.toString()));
    return Commands.run(arguments.toArray(String[]::new));
  }
}
