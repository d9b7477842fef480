package dev.ligature.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An HTTP response.
 *
 * @param headers values by name
 */
record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads what a function answered; empty if API Gateway would call it malformed. */
  static Optional<HttpAnswer> fromFunction(byte[] payload) {
    JsonNode node;
    try {
      node = JSON.readTree(payload);
    } catch (IOException malformed) {
      return Optional.empty();
    }
    if (node == null || !node.path("statusCode").canConvertToInt()) {
      return Optional.empty();
    }
    // Functions may spell "content-type" as they like.
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    node.path("headers")
        .properties()
        .forEach(entry -> headers.put(entry.getKey(), List.of(entry.getValue().asText())));
    node.path("multiValueHeaders")
        .properties()
        .forEach(
            entry -> {
              List<String> values = new ArrayList<>();
              entry.getValue().forEach(value -> values.add(value.asText()));
              headers.put(entry.getKey(), values);
            });
    headers.putIfAbsent("Content-Type", List.of("application/json"));
    int status = node.path("statusCode").intValue();
    String text = node.path("body").asText("");
    if (!node.path("isBase64Encoded").asBoolean()) {
      return Optional.of(new HttpAnswer(status, headers, text.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      return Optional.of(new HttpAnswer(status, headers, Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
