package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the S3 server's README is a program that runs, and prints what its comments say. */
class S3ServerPageTest {
  private static final String IMPORTS =
      """
      import dev.ligature.s3server.*;
      import java.util.Optional;
      import java.util.concurrent.atomic.AtomicBoolean;
      import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
      import software.amazon.awssdk.core.sync.RequestBody;
      import software.amazon.awssdk.regions.Region;
      import software.amazon.awssdk.services.s3.S3Client;
      """;

  @TempDir private Path folder;

  @Test
  void theJavaOfThePageRunsAndPrintsWhatItsCommentsSay() throws Exception {
    String body = String.join("\n", MarkdownPage.read("s3-server/README.md").blocks("java"));

    List<String> printed =
        JavaProgram.run(
            folder,
            "%s\nvoid main() throws Exception {\n%s\nunreliable.close();\ns3.close();\nserver.close();\n}\n"
                .formatted(IMPORTS, body),
            Map.of());

    assertThat(printed).isNotEmpty().isEqualTo(JavaProgram.printedBy(body));
  }
}
