package dev.ligature.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.SmallStack;
import dev.ligature.local.template.FunctionSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LocalFunctionTest {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final LocalFunction function = function(Duration.ofSeconds(60));

  private LocalFunction function(Duration timeout) {
    FunctionSpec echo = SmallStack.template().function("Echo");
    return new LocalFunction(
        new FunctionSpec(
            echo.name(),
            echo.handler(),
            echo.environment(),
            timeout,
            echo.memoryMegabytes(),
            echo.concurrency()),
        Map.of("NAME", "value"),
        (name, line) -> log.add(line));
  }

  @Test
  void theHandlerGetsItsEventEnvironmentAndContext() throws IOException {
    JsonNode echo = echo("{\"httpMethod\":\"GET\",\"body\":\"hi\"}");

    assertThat(echo.path("body").asText()).isEqualTo("hi");
    assertThat(echo.path("environment").path("NAME").asText()).isEqualTo("value");
    assertThat(echo.path("memory").asInt()).isEqualTo(512);
    assertThat(echo.path("remaining").asInt()).isBetween(1, 60_000);
  }

  @Test
  void anInstanceIsKeptForTheNextInvocation() throws IOException {
    echo("{}");
    assertThat(echo("{}").path("served").asInt()).isEqualTo(2);
  }

  @Test
  void anExceptionIsAnsweredAsLambdaAnswersIt() throws IOException {
    InvocationResult result = function.invoke(event("throw"));

    assertThat(result).isInstanceOf(InvocationResult.FunctionError.class);
    JsonNode error = json(((InvocationResult.FunctionError) result).payload());
    assertThat(error.path("errorType").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.path("errorMessage").asText()).isEqualTo("as asked");
    assertThat(error.path("stackTrace")).isNotEmpty();
    assertThat(log).singleElement().asString().contains("as asked");
  }

  @Test
  void anInvocationPastItsTimeoutIsAbandonedWithItsInstance() throws IOException {
    // What loads classes takes its time, which is none of the hasty one's.
    echo(function, "{}");
    LocalFunction hasty = function(Duration.ofSeconds(1));
    assertThat(echo(hasty, "{}").path("served").asInt()).isEqualTo(1);

    InvocationResult result = hasty.invoke(event("hang"));

    assertThat(result).isInstanceOf(InvocationResult.TimedOut.class);
    InvocationResult.TimedOut late = (InvocationResult.TimedOut) result;
    assertThat(late.after()).isEqualTo(Duration.ofSeconds(1));
    assertThat(json(late.payload()).path("errorMessage").asText())
        .endsWith("Task timed out after 1.00 seconds");
    assertThat(echo(hasty, "{}").path("served").asInt()).as("a new instance").isEqualTo(1);
  }

  @Test
  void anEventOverSixMegabytesDoesNotPass() {
    assertThat(function.invoke(new byte[LocalFunction.PAYLOAD_LIMIT + 1]))
        .isInstanceOf(InvocationResult.EventTooLarge.class);
  }

  @Test
  void aResponseOverSixMegabytesIsAnError() {
    assertThat(function.invoke(event("big"))).isInstanceOf(InvocationResult.FunctionError.class);
  }

  private JsonNode echo(String event) throws IOException {
    return echo(function, event);
  }

  private static JsonNode echo(LocalFunction function, String event) throws IOException {
    InvocationResult result = function.invoke(event.getBytes(StandardCharsets.UTF_8));
    assertThat(result).isInstanceOf(InvocationResult.Success.class);
    JsonNode response = json(((InvocationResult.Success) result).payload());
    return new ObjectMapper().readTree(response.path("body").asText());
  }

  private static byte[] event(String probe) {
    return "{\"headers\":{\"Probe\":\"%s\"}}".formatted(probe).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    return new ObjectMapper().readTree(bytes);
  }
}
