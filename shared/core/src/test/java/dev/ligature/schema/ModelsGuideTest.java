package dev.ligature.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/models.md tells of every rule and every type. */
class ModelsGuideTest {

  /** A component of every type. */
  @Model(plural = "everything")
  record Everything(
      String text,
      long whole,
      double number,
      boolean flag,
      UUID id2,
      Instant moment,
      Map<String, String> json) {}

  private static List<String> rows() throws IOException {
    return Files.readAllLines(Path.of("..", "..", "docs", "models.md"));
  }

  @ParameterizedTest
  @EnumSource
  void everyOnDeleteRuleHasItsRow(OnDelete rule) throws IOException {
    assertThat(rows()).anyMatch(row -> row.startsWith("| `" + rule + "`"));
  }

  @ParameterizedTest
  @EnumSource
  void everyOrphanPolicyHasItsRow(OrphanPolicy policy) throws IOException {
    assertThat(rows()).anyMatch(row -> row.startsWith("| `" + policy + "`"));
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldTypeHasItsRow(FieldType type) throws IOException {
    assertThat(rows()).anyMatch(row -> row.matches("\\| .* \\| `" + type.json() + "` \\| .*"));
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldTypeIsThatOfSomeComponent(FieldType type) {
    assertThat(Schema.of(Everything.class).models().getFirst().fields())
        .extracting(Field::type)
        .contains(type);
  }
}
