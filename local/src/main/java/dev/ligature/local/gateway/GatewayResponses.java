package dev.ligature.local.gateway;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.ligature.local.template.GatewayResponseSpec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Renders what the API answers itself, from the template's gateway responses. */
final class GatewayResponses {
  private final Map<String, GatewayResponseSpec> declared;

  GatewayResponses(Map<String, GatewayResponseSpec> declared) {
    this.declared = Map.copyOf(declared);
  }

  HttpAnswer of(GatewayFailure failure) {
    @Nullable GatewayResponseSpec spec = declared.get(failure.name());
    if (spec == null) {
      spec = declared.get(failure.fallback());
    }
    String template = "{\"message\":$context.error.messageString}";
    int status = failure.status();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    if (spec != null) {
      // A default's status would be one for all its cases: only a case's own declaration sets it.
      status = spec.type().equals(failure.name()) ? spec.status().orElse(status) : status;
      template = spec.body() == null ? template : spec.body();
      spec.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    }
    headers.putIfAbsent("Content-Type", List.of("application/json"));
    String body =
        template
            .replace("$context.error.messageString", TextNode.valueOf(failure.message()).toString())
            .replace("$context.error.message", failure.message())
            .replace("$context.error.responseType", failure.name())
            .replace("$context.requestId", UUID.randomUUID().toString());
    return new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
