package dev.ligature.local.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the API answered.
 *
 * @param headers the first value of each, found whatever its case
 * @param body a missing node if it was empty
 */
public record Answer(int status, Map<String, String> headers, JsonNode body) {
  public Answer {
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    headers = anyCase;
  }

  /** The entity's id, or the job's. */
  public String id() {
    return text("id");
  }

  /** A field of the body as text; empty if it is not there. */
  public String text(String field) {
    return body.path(field).asText();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
