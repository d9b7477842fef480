package dev.ligature.functions.api;

import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
   * Which versions {@code If-Match} allows.
   *
   * @param any whether it allows every version: it is absent, or {@code *}
   * @param versions otherwise those; a tag that this API never gave is of no version
   */
  record IfMatch(boolean any, List<Long> versions) {

    private static final IfMatch ANY = new IfMatch(true, List.of());

    boolean allows(long version) {
      return any || versions.contains(version);
    }

    /**
     * The one version that a write is to be made over; {@code null} for any.
     *
     * @param current tells which version stands there now; asked only if several are allowed
     */
    @Nullable Long expected(Supplier<Optional<Long>> current) {
      if (any) {
        return null;
      }
      return versions.size() == 1
          ? versions.getFirst()
          : current.get().filter(versions::contains).orElse(NO_VERSION);
    }
  }

  /** The condition on a write. */
  static IfMatch ofWrite(HttpRequest request) {
    if (request.header("if-none-match").isPresent()) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "If-None-Match",
              "is for reads",
              "send If-Match with the ETag that was read")
          .exception();
    }
    return ifMatch(request);
  }

  /** The condition {@code If-Match} on a read or a write. */
  static IfMatch ifMatch(HttpRequest request) {
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
      return IfMatch.ANY;
    }
    return new IfMatch(
        false,
        Arrays.stream(header.get().split(","))
            .map(String::strip)
            .map(Conditions::version)
            .toList());
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
    return tag.matches("\"(0|[1-9][0-9]{0,17})\"")
        ? Long.parseLong(tag.substring(1, tag.length() - 1))
        : NO_VERSION;
  }
}
