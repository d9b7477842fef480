package dev.ligature.functions.api;

import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether the caller of a delete waits (RFC 7240).
 *
 * @param patience how long it waits; zero for not at all, {@code null} if the caller does not say
 * @param applied what to tell the caller that was done of its preferences, or empty
 */
record Preference(@Nullable Duration patience, String applied) {

  /** API Gateway gives up after 29 seconds. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  /** Reads {@code Prefer}: {@code respond-async}, {@code wait=10} or both; the rest is ignored. */
  static Preference of(HttpRequest request) {
    boolean async = false;
    Duration wait = null;
    for (String part : request.header("prefer").orElse("").split("[,;]")) {
      String preference = part.strip().toLowerCase(Locale.ROOT).replace("\"", "");
      if (preference.equals("respond-async")) {
        async = true;
      } else if (preference.startsWith("wait=")) {
        wait = seconds(preference.substring("wait=".length()).strip());
      }
    }
    if (wait != null) {
      return new Preference(wait, "wait=" + wait.toSeconds());
    }
    return async ? new Preference(Duration.ZERO, "respond-async") : new Preference(null, "");
  }

  private static Duration seconds(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "Prefer",
              "has wait=" + text,
              "give whole seconds, such as wait=10")
          .exception();
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(text));
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }
}
