package dev.ligature.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProblemKindTest {

  @Test
  void everyProblemIsDocumentedWithItsStatus() throws IOException {
    String documented = Files.readString(Path.of("../docs/api.md"));

    for (ProblemKind kind : ProblemKind.values()) {
      String name = kind.type().substring(kind.type().lastIndexOf('/') + 1);
      assertThat(documented.lines())
          .as(name)
          .anyMatch(
              line ->
                  line.startsWith("| " + kind.status() + " |") && line.contains("`" + name + "`"));
    }
  }
}
