package dev.ligature.local.template;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The schedules of EventBridge Scheduler that are run here: {@code rate(5 minutes)}. */
final class Rate {
  private static final Pattern EXPRESSION = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");

  private Rate() {}

  /**
   * The time from one firing to the next.
   *
   * @throws TemplateException if it is another kind of schedule
   */
  static Duration parse(String expression) {
    Matcher rate = EXPRESSION.matcher(expression);
    if (!rate.matches()) {
      throw new TemplateException("Not a schedule that is run here: " + expression);
    }
    ChronoUnit unit =
        switch (rate.group(2)) {
          case "minute" -> ChronoUnit.MINUTES;
          case "hour" -> ChronoUnit.HOURS;
          default -> ChronoUnit.DAYS;
        };
    return Duration.of(Long.parseLong(rate.group(1)), unit);
  }
}
