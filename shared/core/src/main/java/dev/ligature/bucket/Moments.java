package dev.ligature.bucket;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * Moments as they are stored. Every read of an entity parses two of them, and the general parser of
 * the JDK takes as long for them as that of JSON for all the rest.
 */
public final class Moments {

  private static final int TO_THE_SECOND = "2026-01-31T23:59:59Z".length();
  private static final int TO_THE_MILLISECOND = "2026-01-31T23:59:59.999Z".length();
  private static final Pattern LEAP_SECOND = Pattern.compile("T..:..:60");
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant BEYOND = Instant.parse("+10000-01-01T00:00:00Z");
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

  /**
   * A moment as a caller writes it. A leap second is refused: the clocks that order moments have
   * none, so it would be stored as the second before.
   *
   * @throws java.time.DateTimeException if it is none, or not of the years 0 to 9999, which is all
   *     that a {@code date-time} of JSON can spell (RFC 3339)
   */
  public static Instant parseInput(String text) {
    Instant moment = Instant.parse(text);
    if (LEAP_SECOND.matcher(text).find()) {
      throw new DateTimeException("a leap second");
    }
    if (moment.isBefore(FIRST) || !moment.isBefore(BEYOND)) {
      throw new DateTimeException("beyond the years 0 to 9999");
    }
    return moment;
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
