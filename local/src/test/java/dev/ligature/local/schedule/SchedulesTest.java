package dev.ligature.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.Await;
import dev.ligature.local.SmallStack;
import dev.ligature.local.lambda.LocalFunction;
import dev.ligature.local.lambda.LogSink;
import dev.ligature.local.template.ScheduleSpec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-05-01T10:07:00Z"), ZoneOffset.UTC);

  private final LocalFunction echo =
      new LocalFunction(SmallStack.template().function("Echo"), Map.of(), LogSink.none());

  @Test
  void aScheduleFiresAgainAndAgain() {
    try (Schedules schedules = new Schedules(Map.of("Echo", echo), CLOCK)) {
      schedules.add(schedule(true));
      Await.until(() -> echo.invocations() >= 3);
    }
  }

  @Test
  void aDisabledScheduleDoesNotFire() {
    LocalFunction other =
        new LocalFunction(SmallStack.template().function("Echo"), Map.of(), LogSink.none());
    try (Schedules schedules = new Schedules(Map.of("Echo", other), CLOCK);
        Schedules enabled = new Schedules(Map.of("Echo", echo), CLOCK)) {
      schedules.add(schedule(false));
      enabled.add(schedule(true));
      Await.until(() -> echo.invocations() >= 2);
      assertThat(other.invocations()).isZero();
    }
  }

  @Test
  void theEventTellsTheTime() {
    assertThat(new String(Schedules.event(schedule(true), CLOCK.instant()), StandardCharsets.UTF_8))
        .isEqualTo("{\"time\":\"2026-05-01T10:07:00Z\"}");
  }

  private static ScheduleSpec schedule(boolean enabled) {
    return new ScheduleSpec(
        "Every",
        Duration.ofMillis(20),
        "Echo",
        "{\"time\":\"<aws.scheduler.scheduled-time>\"}",
        enabled);
  }
}
