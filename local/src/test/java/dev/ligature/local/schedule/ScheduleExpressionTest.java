package dev.ligature.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleExpressionTest {
  // A Friday.
  private static final Instant NOW = Instant.parse("2026-05-01T10:07:30Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(5 minutes)         | 2026-05-01T10:12:30Z",
        "rate(1 hour)            | 2026-05-01T11:07:30Z",
        "rate(2 days)            | 2026-05-03T10:07:30Z",
        "cron(0/15 * * * ? *)    | 2026-05-01T10:15:00Z",
        "cron(30 3 * * ? *)      | 2026-05-02T03:30:00Z",
        "cron(0 12 1,15 * ? *)   | 2026-05-01T12:00:00Z",
        "cron(0 9 ? * 2-6 *)     | 2026-05-04T09:00:00Z",
        "cron(0 0 29 2 ? *)      | 2028-02-29T00:00:00Z",
      })
  void anExpressionFiresNextAt(String expression, Instant next) {
    assertThat(ScheduleExpression.parse(expression).next(NOW)).contains(next);
  }

  @Test
  void whatIsNoExpressionIsRefused() {
    for (String text : new String[] {"rate(5 weeks)", "cron(99 * * * ? *)", "daily", "cron(1 2)"}) {
      assertThatThrownBy(() -> ScheduleExpression.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
