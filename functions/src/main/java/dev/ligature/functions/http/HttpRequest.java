package dev.ligature.functions.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request, whatever brought it here. Immutable.
 *
 * @param method in capitals
 * @param path where it leads
 * @param query decoded parameters in the order sent, each with all its values
 * @param headers by lower-case name; several of one name are joined by a comma
 * @param body its bytes, not copied; empty if there is none
 * @param requestId names this request in logs and answers
 */
public record HttpRequest(
    String method,
    RequestPath path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    byte[] body,
    String requestId) {

  /** The value of a header, whatever the case of its name; empty if it is absent or blank. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
