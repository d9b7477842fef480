package dev.ligature.local.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a schedule fires: {@code rate(n unit)} or {@code cron(minute hour day month weekday year)}.
 */
public sealed interface ScheduleExpression {

  /** The first moment after this one at which it fires, if there is any. */
  Optional<Instant> next(Instant after);

  /**
   * Reads an expression of EventBridge Scheduler.
   *
   * @throws IllegalArgumentException if it is none, or one that is not run here
   */
  static ScheduleExpression parse(String text) {
    Matcher rate = Rate.PATTERN.matcher(text);
    if (rate.matches()) {
      Duration unit = Rate.UNITS.get(rate.group(2));
      return new Rate(Objects.requireNonNull(unit).multipliedBy(Long.parseLong(rate.group(1))));
    }
    if (text.startsWith("cron(") && text.endsWith(")")) {
      return Cron.parse(text.substring("cron(".length(), text.length() - 1));
    }
    throw new IllegalArgumentException("Not a schedule that is run here: " + text);
  }

  /** Again and again after the same time. */
  record Rate(Duration every) implements ScheduleExpression {
    private static final Pattern PATTERN = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");
    private static final Map<String, Duration> UNITS =
        Map.of(
            "minute",
            Duration.ofMinutes(1),
            "hour",
            Duration.ofHours(1),
            "day",
            Duration.ofDays(1));

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.of(after.plus(every));
    }
  }

  /** At every minute whose parts are in the fields' sets, in UTC. */
  record Cron(CronField minute, CronField hour, CronField day, CronField month, CronField weekday)
      implements ScheduleExpression {
    private static final int YEARS_AHEAD = 4;

    static Cron parse(String fields) {
      String[] parts = fields.strip().split("\\s+");
      if (parts.length != 6 || !parts[5].equals("*")) {
        throw new IllegalArgumentException(
            "A cron expression has six fields, the year being *: " + fields);
      }
      return new Cron(
          CronField.parse(parts[0], 0, 59),
          CronField.parse(parts[1], 0, 23),
          CronField.parse(parts[2], 1, 31),
          CronField.parse(parts[3], 1, 12),
          CronField.parse(parts[4], 1, 7));
    }

    @Override
    public Optional<Instant> next(Instant after) {
      ZonedDateTime time =
          after.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      ZonedDateTime end = time.plusYears(YEARS_AHEAD);
      while (time.isBefore(end)) {
        if (!firesOn(time)) {
          time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
        } else if (!hour.contains(time.getHour())) {
          time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        } else if (!minute.contains(time.getMinute())) {
          time = time.plusMinutes(1);
        } else {
          return Optional.of(time.toInstant());
        }
      }
      return Optional.empty();
    }

    private boolean firesOn(ZonedDateTime time) {
      int sundayFirst = time.getDayOfWeek().getValue() % 7 + 1;
      return month.contains(time.getMonthValue())
          && day.contains(time.getDayOfMonth())
          && weekday.contains(sundayFirst);
    }
  }
}
