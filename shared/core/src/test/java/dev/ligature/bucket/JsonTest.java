package dev.ligature.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ligature.schema.OnDelete;
import dev.ligature.store.system.SystemPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  private static final UUID ID = UUID.fromString("01890a5d-ac96-7000-8000-000000000002");

  /** One member of each type that is stored. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Sample(
      UUID id,
      JobState state,
      OnDelete rule,
      int count,
      boolean ended,
      Instant at,
      @Nullable String note,
      @Nullable Long version,
      @OrEmpty int tries,
      @OrEmpty List<String> names,
      Map<String, List<UUID>> parts) {
    Sample {
      if (count < 0) {
        throw new IllegalArgumentException("it counts less than nothing");
      }
    }
  }

  private static final String WHOLE =
      """
      {"id":"01890a5d-ac96-7000-8000-000000000002","state":"running","rule":"CASCADE","count":1,\
      "ended":false,"at":"2026-01-31T12:00:00Z","note":"n","version":2,"tries":3,"names":["a"],\
      "parts":{"x":["01890a5d-ac96-7000-8000-000000000002"]}}\
      """;

  private static Sample read(String body) {
    return Json.read("some/key", body.getBytes(StandardCharsets.UTF_8), Sample.class);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Sample sample = read(WHOLE);
    assertThat(sample.at()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(sample.parts()).isEqualTo(Map.of("x", List.of(ID)));
    assertThat(new String(Json.write(sample), StandardCharsets.UTF_8)).isEqualTo(WHOLE);
  }

  @Test
  void aNonceIsTheLastMember() {
    String stamped =
        new String(Json.stamped(read(WHOLE), SystemPlatform.create()), StandardCharsets.UTF_8);
    assertThat(stamped)
        .startsWith(WHOLE.substring(0, WHOLE.length() - 1))
        .matches("(?s).*,\"_nonce\":\"[0-9a-f]{12}\"}");
    assertThat(read(stamped)).isEqualTo(read(WHOLE));
    assertThat(
            new String(
                Json.stamped(Json.object(), SystemPlatform.create()), StandardCharsets.UTF_8))
        .matches("\\{\"_nonce\":\"[0-9a-f]{12}\"}");
  }

  @Test
  void whatMayBeMissingIsNullOrEmpty() {
    Sample sample = read(WHOLE.replaceAll("\"(note|version|tries|names)\":[^,]*,", ""));
    assertThat(sample.note()).isNull();
    assertThat(sample.version()).isNull();
    assertThat(sample.tries()).isZero();
    assertThat(sample.names()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"id\"            | \"x\"           | id is missing",
        "\"running\"       | null              | state is missing",
        "\"running\"       | \"walking\"     | state is no PLANNING or RUNNING",
        "\"running\"       | 1                 | state is no PLANNING or RUNNING",
        "\"CASCADE\"       | \"cascade\"     | rule is no CASCADE or SET_NULL",
        "\"count\":1       | \"count\":null  | count is missing",
        "\"count\":1       | \"count\":1.5   | count is no whole number",
        "\"count\":1       | \"count\":\"1\" | count is no whole number",
        "\"count\":1       | \"count\":-1    | it counts less than nothing",
        "false              | \"\"            | ended is no true or false",
        "2026-01-31T        | yesterday         | at is no ISO 8601 moment in UTC",
        "\"n\"             | 7                 | note is no text",
        "[\"a\"]           | [null]            | names[0] is missing",
        "[\"a\"]           | \"a\"           | names is no JSON array",
        "{\"x\":[\"01890a5d | {\"x\":[\"       | parts.x[0] is no id"
      })
  void whatIsWrongIsToldInWords(String part, String other, String problem) {
    assertThat(WHOLE).contains(part);
    assertThatThrownBy(() -> read(WHOLE.replace(part, other)))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageStartingWith("the object some/key cannot be read: " + problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{}", "{\"id\":", "no json", "{}{}"})
  void whatIsNoObjectOrNotAWholeOneIsRefused(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            CorruptObjectException.class, e -> assertThat(e.key()).isEqualTo("some/key"))
        .hasMessageStartingWith("the object some/key cannot be read: ");
  }
}
