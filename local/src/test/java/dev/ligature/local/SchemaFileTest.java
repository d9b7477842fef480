package dev.ligature.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.e2e.Answer;
import dev.ligature.local.e2e.Api;
import dev.ligature.local.e2e.SynthesizedTemplate;
import dev.ligature.local.lambda.InvocationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that no Java class declares, over HTTP and through every handler. */
class SchemaFileTest {
  @TempDir private Path folder;

  @Test
  void aDeleteCascadesAndASweepRemovesOrphansAsTheFileSays() throws IOException {
    StackOptions options = StackOptions.inMemory().withSchema(ClubSchema.in(folder));
    // No time inline: the worker has to know the models too.
    Map<String, String> environment =
        Map.of("LIGATURE_INLINE_MILLIS", "0", "LIGATURE_ORPHAN_GRACE_SECONDS", "0");
    try (Stack stack =
        Stack.start(SynthesizedTemplate.template(), options.withEnvironment(environment))) {
      Api api = new Api(stack.endpoints().api());
      String club = api.create("clubs", "{\"name\":\"Chess\"}");
      String reference = "{\"clubId\":\"%s\"}".formatted(club);
      String player = api.create("players", reference);
      String visit = api.create("visits", reference);

      Answer accepted = api.delete("/clubs/" + club);
      assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
      Answer ended = api.endOf(accepted.text("jobId"));
      assertThat(ended.text("state")).isEqualTo("completed");
      assertThat(ended.body().path("cascaded").asInt()).isEqualTo(1);
      assertThat(api.get("/players/" + player).status()).isEqualTo(404);
      assertThat(api.get("/visits/" + visit).status()).isEqualTo(200);

      JsonNode swept = sweep(stack);
      assertThat(swept.at("/findings/orphan_to_remove/fixed").asInt()).as("%s", swept).isEqualTo(1);
      assertThat(api.get("/visits/" + visit).status()).isEqualTo(404);
    }
  }

  private static JsonNode sweep(Stack stack) throws IOException {
    InvocationResult result =
        stack.function("sweeper").invoke("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(result).isInstanceOf(InvocationResult.Success.class);
    return new ObjectMapper().readTree(((InvocationResult.Success) result).payload());
  }
}
