package dev.ligature.functions.api;

import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** ETags of entities, and the conditions that callers put on them. */
final class Conditions {

  /** A version that no entity has. */
  private static final long NO_VERSION = -1;

  private Conditions() {}

  /** The ETag of a version. */
  static String etag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * The version that {@code If-Match} asks for; {@code null} for any. A tag that this API never
   * gave matches no version.
   */
  static @Nullable Long ifMatch(HttpRequest request) {
    if (request.header("if-none-match").isPresent()) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "If-None-Match",
              "is for reads",
              "send If-Match with the ETag that was read")
          .exception();
    }
    Optional<String> header = request.header("if-match");
    if (header.isEmpty() && request.headers().containsKey("if-match")) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "If-Match",
              "is empty",
              "send the ETag that was read, or leave it out")
          .exception();
    }
    if (header.isEmpty() || header.get().equals("*")) {
      return null;
    }
    if (header.get().contains(",")) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "If-Match",
              "names several ETags",
              "name the one of the version that was read")
          .exception();
    }
    return version(header.get());
  }

  /** Whether {@code If-None-Match} says that the caller has this version already. */
  static boolean alreadyHas(HttpRequest request, long version) {
    return request.header("if-none-match").stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(String::strip)
        // The comparison for caches is the weak one.
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals("*") || tag.equals(etag(version)));
  }

  private static long version(String tag) {
    return tag.matches("\"[0-9]{1,18}\"")
        ? Long.parseLong(tag.substring(1, tag.length() - 1))
        : NO_VERSION;
  }
}
