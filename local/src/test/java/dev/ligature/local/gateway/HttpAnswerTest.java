package dev.ligature.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {

  @Test
  void aContentTypeIsKeptHoweverTheFunctionSpellsIt() {
    String answer =
        "{\"statusCode\":404,\"headers\":{\"content-type\":\"application/problem+json\"}}";

    assertThat(HttpAnswer.fromFunction(answer.getBytes(StandardCharsets.UTF_8)).orElseThrow())
        .satisfies(
            a ->
                assertThat(a.headers().get("Content-Type"))
                    .isEqualTo(List.of("application/problem+json")));
  }
}
