package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.TestCredentials;
import dev.ligature.s3server.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/library.md is a program that runs, and prints what its comments say. */
class LibraryPageTest {
  private static final Predicate<String> IMPORTS = block -> block.startsWith("import ");

  @TempDir private Path folder;

  @Test
  void theJavaOfThePageRunsAndPrintsWhatItsCommentsSay() throws Exception {
    List<String> blocks = MarkdownPage.read("docs/library.md").blocks("java");
    String body = String.join("\n", blocks.stream().filter(IMPORTS.negate()).toList());
    String imports = String.join("\n", blocks.stream().filter(IMPORTS).toList());

    List<String> printed =
        run("%s\nvoid main() {\n%s\nligature.close();\ns3.close();\n}\n".formatted(imports, body));

    assertThat(printed).isEqualTo(JavaProgram.printedBy(body));
  }

  /** Runs a program against a bucket of its own. */
  private List<String> run(String source) throws IOException, InterruptedException {
    try (S3Server s3 = S3Server.builder().start()) {
      s3.createBucket("my-bucket");
      return JavaProgram.run(folder, source, TestCredentials.at(s3.endpoint()));
    }
  }
}
