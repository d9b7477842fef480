package dev.ligature.functions.api;

import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Limits;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The query parameters of one request, taken one after the other; what nobody took is refused in
 * the end, so that a misspelt parameter is never ignored. For one thread.
 */
final class Parameters {

  private final Map<String, List<String>> open;

  Parameters(HttpRequest request) {
    this.open = new LinkedHashMap<>(request.query());
  }

  /** Takes a parameter that may come once. */
  Optional<String> one(String name) {
    List<String> values = open.remove(name);
    if (values == null || values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw invalid(name, "is given " + values.size() + " times", "give it once").exception();
    }
    return Optional.of(values.getFirst());
  }

  /** Takes {@code limit}. */
  int limit(int most) {
    return one("limit").map(text -> limit(text, most)).orElse(Limits.PAGE_DEFAULT);
  }

  private static int limit(String text, int most) {
    int limit = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > most) {
      throw invalid(
              "limit", "\"" + text + "\" is no page size", "give a whole number from 1 to " + most)
          .exception();
    }
    return limit;
  }

  /** Takes {@code cursor}: the id behind which the page begins. */
  Optional<UUID> cursor() {
    return one("cursor").map(Parameters::readCursor);
  }

  /** A cursor for the page behind this id. */
  static String cursor(UUID after) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(after.getMostSignificantBits()).putLong(after.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  private static UUID readCursor(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length == 16) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
      }
      throw invalidCursor();
    } catch (IllegalArgumentException e) {
      throw invalidCursor();
    }
  }

  private static RuntimeException invalidCursor() {
    return invalid("cursor", "is none that a list gave", "follow the \"next\" of the page before")
        .exception();
  }

  /** Takes everything that is left. */
  Map<String, List<String>> rest() {
    Map<String, List<String>> rest = new LinkedHashMap<>(open);
    open.clear();
    return rest;
  }

  /**
   * Refuses what is left.
   *
   * @param known the parameters that the route takes, for the fix
   */
  void refuseRest(String known) {
    if (!open.isEmpty()) {
      String fix = known.isEmpty() ? "leave it out" : "use " + known;
      List<FieldError> errors =
          open.keySet().stream()
              .map(name -> new FieldError(name, "is no parameter here", fix))
              .toList();
      FieldError first = errors.getFirst();
      throw invalid(first.field(), first.problem(), first.fix()).with(errors).exception();
    }
  }

  static Problem invalid(String parameter, String problem, String fix) {
    return Problem.of(ProblemKind.INVALID_PARAMETER, parameter, problem, fix);
  }
}
