package dev.ligature.local.schedule;

import dev.ligature.local.lambda.LocalFunction;
import dev.ligature.local.template.ScheduleSpec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Invokes functions when their schedules say so; one that still runs is not overtaken. */
public final class Schedules implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("schedules").factory());
  private final Map<String, LocalFunction> functions;
  private final Clock clock;

  public Schedules(Map<String, LocalFunction> functions, Clock clock) {
    this.functions = Map.copyOf(functions);
    this.clock = clock;
  }

  /** From now on fires this schedule, if it is enabled. */
  public void add(ScheduleSpec spec) {
    if (spec.enabled()) {
      long millis = spec.every().toMillis();
      var _ = timer.scheduleWithFixedDelay(() -> fire(spec), millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void fire(ScheduleSpec spec) {
    LocalFunction function = functions.get(spec.function());
    if (function != null) {
      // The function logs its own failure; the schedule goes on.
      function.invoke(event(spec, clock.instant()));
    }
  }

  /** The event that a schedule sends at this moment. */
  public static byte[] event(ScheduleSpec spec, Instant at) {
    return spec.input()
        .replace("<aws.scheduler.scheduled-time>", at.toString())
        .replace("<aws.scheduler.execution-id>", at.toString())
        .replace("<aws.scheduler.attempt-number>", "1")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
