package dev.ligature.bucket;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.bucket.BucketFolder.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of docs/layout.md are those of {@link BucketFolder}. */
class LayoutPageTest {

  private static final Pattern KEY = Pattern.compile("`([a-z]+/[^`]+)`");

  private static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("..", "..", "docs", "layout.md"));
  }

  @Test
  void theTableOfFoldersIsTheListOfFolders() throws IOException {
    assertThat(lines().stream().filter(line -> line.matches("\\| `[a-z]+/` \\|.*")))
        .containsExactlyElementsOf(
            Arrays.stream(BucketFolder.values()).map(LayoutPageTest::rowOf).toList());
  }

  private static String rowOf(BucketFolder folder) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            folder.prefix(),
            folder.purpose(),
            names(folder::readableBy),
            names(folder::writableBy));
  }

  private static String names(Predicate<Role> chosen) {
    return Arrays.stream(Role.values())
        .filter(chosen)
        .map(role -> role.name().charAt(0) + role.name().substring(1).toLowerCase(ROOT))
        .collect(Collectors.joining(", "));
  }

  @Test
  void everyFolderHasItsKeysInTheTableOfKeysAndNoKeyLiesElsewhere() throws IOException {
    List<String> keys =
        lines().stream()
            .filter(line -> line.startsWith("| `") && !line.matches("\\| `[a-z]+/` \\|.*"))
            .map(line -> line.split(" \\| ")[0])
            .flatMap(cell -> KEY.matcher(cell).results().map((MatchResult key) -> key.group(1)))
            .toList();

    assertThat(keys).allSatisfy(key -> assertThat(BucketFolder.of(key)).as(key).isPresent());
    assertThat(keys.stream().flatMap(key -> BucketFolder.of(key).stream()))
        .contains(BucketFolder.values());
  }
}
