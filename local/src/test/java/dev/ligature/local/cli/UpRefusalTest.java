package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.cli.Commands.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be served is refused before anything starts. */
class UpRefusalTest {
  @TempDir private Path folder;

  @Test
  void everyErrorOfASchemaIsToldWithItsModelFieldAndFix() throws Exception {
    Path schema =
        Files.writeString(
            folder.resolve("bad.json"),
            """
            {"models":[
              {"name":"Note","plural":"notes",
               "fields":[{"name":"text","type":"strin"},{"name":"bookId","type":"uuid"}],
               "relationships":[{"kind":"foreignKey","name":"book","model":"Book","foreignKey":"bookId"}]}]}
            """);

    Outcome refused = up("--schema", schema.toString());

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.errors().lines().toList())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo("The schema %s cannot be served; 2 errors in the schema:", schema),
            type -> assertThat(type).startsWith("  Note.text: ").contains("string"),
            target -> assertThat(target).startsWith("  Note.book").contains("Book"));
    assertThat(refused.output()).isEmpty();
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aSchemaThatIsNotThereIsOneLine() {
    Outcome refused = up("--schema", folder.resolve("none.json").toString());

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.errors().lines()).singleElement().asString().contains("cannot be read");
  }

  @Test
  void latencyIsRefusedWithAnS3ThatIsNotOurs() {
    Outcome refused = up("--latency", "20", "--s3-endpoint", "http://127.0.0.1:4566");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.errors().lines()).singleElement().asString().startsWith("--latency slows");
  }

  private Outcome up(String... options) {
    String[] command = new String[options.length + 3];
    command[0] = "up";
    command[1] = "--data";
    command[2] = folder.resolve("data").toString();
    System.arraycopy(options, 0, command, 3, options.length);
    return Commands.run(command);
  }
}
