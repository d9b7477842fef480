package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever replaces the sample by the command of docs/models.md has no test left that needs it. */
class SampleTest {
  private static final String PRINT_WHAT_GIT_REMOVES =
      """
      cd '%s'
      git() { for path in "${@:3}"; do echo "$PWD/$path"; done; }
      """;

  @TempDir private Path folder;

  @Test
  void everyFileThatNamesARecordOfTheSampleGoesWithIt() throws Exception {
    assumeTrue(BashSession.finds("bash"), "there is no bash on this machine");
    MarkdownPage guide = MarkdownPage.read("docs/models.md");
    Path checkout = guide.target("..").toRealPath();

    List<Path> removed =
        removed(checkout, guide.section("What goes with the sample").blocks("").getFirst());

    assertThat(removed).allSatisfy(path -> assertThat(path).exists());
    assertThat(javaFiles(checkout).stream().filter(SampleTest::namesTheSample))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(removed).anyMatch(file::startsWith));
  }

  private List<Path> removed(Path checkout, String command)
      throws IOException, InterruptedException {
    String script = PRINT_WHAT_GIT_REMOVES.formatted(checkout) + command;
    String printed = new BashSession(folder, Map.of()).run(List.of(script)).getFirst();
    return printed.lines().map(Path::of).toList();
  }

  private static List<Path> javaFiles(Path checkout) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path sources : walk(checkout, 3, path -> path.endsWith("src"))) {
      found.addAll(walk(sources, Integer.MAX_VALUE, path -> path.toString().endsWith(".java")));
    }
    return found;
  }

  private static List<Path> walk(Path folder, int depth, Predicate<Path> wanted)
      throws IOException {
    try (Stream<Path> paths = Files.walk(folder, depth)) {
      return paths.filter(wanted).toList();
    }
  }

  private static boolean namesTheSample(Path file) {
    try {
      return Files.readString(file).contains("dev.ligature.models");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
