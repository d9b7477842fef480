package dev.ligature.behaviour.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Json;
import dev.ligature.data.EntityService;
import dev.ligature.data.read.Filter;
import dev.ligature.data.write.WriteResult;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What could be stored and never read again is refused, at whatever depth it stands. */
class UnreadableInputTest {

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Thing", "things")
          .field("any", FieldType.JSON)
          .field("size", FieldType.NUMBER)
          .indexed()
          .build();
  private static final ModelDefinition THING = SCHEMA.model("Thing").orElseThrow();

  private final SimulatedStore bucket = new SimulatedStore(InstantSource.system());
  private final EntityService things = Engine.of(EngineConfig.of(SCHEMA, bucket)).entities();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"any\": {\"\\ud800\": 1}}",
        "{\"any\": [{\"a\": \"\\udc00\"}]}",
        "{\"any\": \"\\ud800x\"}",
        "{\"any\": {\"deep\": [1e2147483647]}}",
        "{\"size\": 1e2147483647}",
        "{\"size\": 1e-401}",
        "{\"size\": 0e999999999}"
      })
  void isRefusedAndNothingIsWritten(String body) throws JsonProcessingException {
    WriteResult result = things.create(THING, (ObjectNode) Json.parse(body));

    assertThat(result)
        .isInstanceOfSatisfying(
            WriteResult.Invalid.class,
            invalid ->
                assertThat(invalid.errors())
                    .extracting(FieldError::field)
                    .isSubsetOf("any", "size")
                    .hasSize(1));
    assertThat(bucket.keys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e308", "-5e-324", "0.1", "12345678901234567890123", "0"})
  void numbersThatPeopleUseAreKept(String number) throws JsonProcessingException {
    ObjectNode input = (ObjectNode) Json.parse("{\"size\": " + number + "}");

    ObjectNode stored = things.create(THING, input).orThrow().fields();

    assertThat(stored.path("size").decimalValue())
        .isEqualByComparingTo(input.path("size").decimalValue());
  }

  @Test
  void aFilterByANumberBeyondAllNumbersIsWrongToo() {
    assertThat(Filter.parse(THING, "size", "1e999999999")).isInstanceOf(Filter.Parsed.Wrong.class);
    assertThat(Filter.parse(THING, "size", "1e308")).isInstanceOf(Filter.Parsed.Ok.class);
  }
}
