package dev.ligature.bucket;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Moments as they are stored. Every read of an entity parses two of them, and the general parser of
 * the JDK takes as long for them as that of JSON for all the rest.
 */
public final class Moments {

  private static final int TO_THE_SECOND = "2026-01-31T23:59:59Z".length();
  private static final int TO_THE_MILLISECOND = "2026-01-31T23:59:59.999Z".length();
  private static final String PATTERN = "dddd-dd-ddTdd:dd:dd.dddZ";

  private Moments() {}

  /**
   * As {@link Instant#parse}, and fast for moments in whole seconds or milliseconds.
   *
   * @throws java.time.DateTimeException if it is no ISO 8601 moment in UTC
   */
  public static Instant parse(String text) {
    boolean millis = text.length() == TO_THE_MILLISECOND;
    if ((!millis && text.length() != TO_THE_SECOND) || !isPlain(text)) {
      return Instant.parse(text);
    }
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      return Instant.parse(text);
    }
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    long seconds = ((day * 24 + hour) * 60 + minute) * 60 + second;
    return Instant.ofEpochSecond(seconds, millis ? number(text, 20, 23) * 1_000_000L : 0);
  }

  private static boolean isPlain(String text) {
    int end = text.length() - 1;
    for (int i = 0; i < end; i++) {
      char expected = PATTERN.charAt(i);
      char actual = text.charAt(i);
      boolean fits = expected == 'd' ? actual >= '0' && actual <= '9' : actual == expected;
      if (!fits) {
        return false;
      }
    }
    return text.charAt(end) == 'Z';
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }
}
