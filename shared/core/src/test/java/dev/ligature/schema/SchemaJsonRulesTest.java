package dev.ligature.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule on the JSON alone, and the error it gives. */
class SchemaJsonRulesTest {

  private static String model(String fields, String relationships) {
    return """
    {"models":[{"name":"A","plural":"as","fields":[%s],"relationships":[%s]}]}\
    """
        .formatted(fields, relationships);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"models\":[{\"name\":\"A\",\"plural\":\"as\"}]} x",
        "{\"models\":[{\"name\":\"A\",\"name\":\"A\",\"plural\":\"as\"}]}"
      })
  void textThatIsNoJsonIsRefused(String text) {
    Errors.only(() -> Schema.fromJson(text), null, null, "it is no JSON: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "\"models\"", "1"})
  void theSchemaIsAnObject(String json) {
    Errors.only(() -> Schema.fromJson(json), null, null, "no JSON object");
  }

  @Test
  void aMissingTreeIsRefused() {
    Errors.only(
        () -> Schema.fromJson(JsonNodeFactory.instance.missingNode()),
        null,
        null,
        "no JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"models\":{}}", "{\"models\":null}"})
  void theModelsAreAList(String json) {
    Errors.only(() -> Schema.fromJson(json), null, null, "\"models\" must be a list");
  }

  @Test
  void anUnknownPropertyIsRefusedWhereverItStands() {
    Errors.only(
        () -> Schema.fromJson("{\"models\":[{\"name\":\"A\",\"plural\":\"as\"}],\"x\":1}"),
        null,
        null,
        "the schema has an unknown property \"x\"");
    Errors.only(
        () -> Schema.fromJson("{\"models\":[{\"name\":\"A\",\"plural\":\"as\",\"x\":1}]}"),
        "A",
        null,
        "the model has an unknown property \"x\"");
    Errors.only(
        () -> Schema.fromJson(model("{\"name\":\"f\",\"type\":\"string\",\"x\":1}", "")),
        "A",
        "f",
        "the field has an unknown property \"x\"");
    Errors.only(
        () ->
            Schema.fromJson(
                model(
                    "{\"name\":\"f\",\"type\":\"uuid\"}",
                    "{\"kind\":\"foreignKey\",\"model\":\"A\",\"foreignKey\":\"f\",\"x\":1}")),
        "A",
        "f",
        "the relationship has an unknown property \"x\"");
  }

  @Test
  void aModelHasANameAndAPlural() {
    Errors.only(
        () -> Schema.fromJson("{\"models\":[{\"plural\":\"as\"}]}"),
        "models[0]",
        null,
        "\"name\" is missing");
    Errors.only(
        () -> Schema.fromJson("{\"models\":[{\"name\":\"A\"}]}"),
        "A",
        null,
        "\"plural\" is missing");
    Errors.only(() -> Schema.fromJson("{\"models\":[1]}"), "models[0]", null, "no JSON object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | fields[0] | the field is no JSON object",
        "{\"type\":\"string\"} | fields[0] | \"name\" is missing",
        "{\"name\":1,\"type\":\"string\"} | fields[0] | \"name\" must be a string",
        "{\"name\":\"f\"} | f | \"type\" is missing",
        "{\"name\":\"f\",\"type\":\"text\"} | f | unknown type \"text\"",
        "{\"name\":\"f\",\"type\":\"STRING\"} | f | unknown type \"STRING\"",
        "{\"name\":\"f\",\"type\":\"string\",\"required\":1} | f | \"required\" must be true or",
        "{\"name\":\"f\",\"type\":\"uuid\",\"blank\":true} | f | \"blank\" is for strings only",
      })
  void aFieldIsSpelledCorrectly(String field, String name, String problem) {
    Errors.only(() -> Schema.fromJson(model(field, "")), "A", name, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | relationships[0] | the relationship is no JSON object",
        "{\"kind\":\"foreignKey\",\"model\":\"A\"} | relationships[0] | \"foreignKey\" is missing",
        "{\"foreignKey\":\"f\",\"model\":\"A\"} | f | \"kind\" is missing",
        "{\"kind\":\"foreignKey\",\"foreignKey\":\"f\"} | f | \"model\" is missing",
        "{\"kind\":\"belongsTo\",\"model\":\"A\",\"foreignKey\":\"f\"} | f | unknown kind",
        "{\"kind\":\"foreignKey\",\"model\":\"A\",\"foreignKey\":\"f\",\"onDelete\":\"DROP\"} | f |"
            + " unknown onDelete \"DROP\"",
        "{\"kind\":\"foreignKey\",\"model\":\"A\",\"foreignKey\":\"f\",\"orphans\":\"DROP\"} | f |"
            + " unknown orphans \"DROP\"",
        "{\"kind\":\"foreignKey\",\"model\":\"A\",\"foreignKey\":\"g\"} | g |"
            + " the foreign key A.g does not exist",
      })
  void aRelationshipIsSpelledCorrectly(String relationship, String field, String problem) {
    Errors.only(
        () -> Schema.fromJson(model("{\"name\":\"f\",\"type\":\"uuid\"}", relationship)),
        "A",
        field,
        problem);
  }

  @Test
  void spellingAndRulesAreToldTogether() {
    assertThat(
            Errors.of(
                () ->
                    Schema.fromJson(
                        model(
                            "{\"name\":\"id\",\"type\":\"text\"}",
                            "{\"kind\":\"hasMany\",\"model\":\"B\",\"foreignKey\":\"aId\"}"))))
        .extracting(SchemaError::problem)
        .containsExactly(
            "unknown type \"text\"",
            "the field name \"id\" is reserved",
            "it refers to B, which is no model of this schema");
  }
}
