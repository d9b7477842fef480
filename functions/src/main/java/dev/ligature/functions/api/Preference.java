package dev.ligature.functions.api;

import dev.ligature.functions.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,6})\"?");

  /**
   * Reads {@code Prefer}: {@code respond-async}, {@code wait=10} or both. Of a preference that
   * comes more than once the first counts. What cannot be complied with is ignored, as RFC 7240
   * asks.
   */
  static Preference of(HttpRequest request) {
    List<String> preferences =
        Arrays.stream(request.header("prefer").orElse("").split(","))
            // What follows a semicolon are parameters, of which these preferences have none.
            .map(part -> part.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .toList();
    Optional<Duration> wait =
        preferences.stream()
            .filter(preference -> preference.matches("wait\\s*=.*"))
            .findFirst()
            .flatMap(Preference::seconds);
    if (wait.isPresent()) {
      return new Preference(wait.get(), "wait=" + wait.get().toSeconds());
    }
    return preferences.contains("respond-async")
        ? new Preference(Duration.ZERO, "respond-async")
        : new Preference(null, "");
  }

  private static Optional<Duration> seconds(String preference) {
    Matcher matcher = WAIT.matcher(preference);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
    return Optional.of(asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked);
  }
}
