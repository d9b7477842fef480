package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.lambda.InvocationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in events/: each begins with the name of the function that takes it. */
class EventsTest {
  private static final Path FOLDER = Path.of("").toAbsolutePath().getParent().resolve("events");

  @RegisterExtension static final RunningStack stack = new RunningStack();

  static List<Path> events() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void everySampleEventIsTakenByItsFunction(Path event) throws IOException {
    JsonNode response = invoke(event);

    // An API function answers a status, a batch tells what failed; neither may hide a failure.
    assertThat(response.path("statusCode").asInt(200)).isBetween(200, 299);
    assertThat(response.path("batchItemFailures")).isEmpty();
  }

  @Test
  void everyFunctionHasAnEvent() throws IOException {
    assertThat(events().stream().map(EventsTest::handler).distinct())
        .containsExactlyInAnyOrderElementsOf(
            SynthesizedTemplate.template().functions().values().stream()
                .map(function -> function.handlerName())
                .toList());
  }

  private static JsonNode invoke(Path event) throws IOException {
    InvocationResult result = stack.stack().function(name(event)).invoke(Files.readAllBytes(event));
    assertThat(result).isInstanceOf(InvocationResult.Success.class);
    return new ObjectMapper().readTree(((InvocationResult.Success) result).payload());
  }

  private static String handler(Path event) {
    return SynthesizedTemplate.template().function(name(event)).handlerName();
  }

  private static String name(Path event) {
    return event.getFileName().toString().split("-", 2)[0];
  }
}
