package dev.ligature.local.template;

/**
 * A schedule that invokes a function.
 *
 * @param name its logical id
 * @param expression as EventBridge Scheduler has it: {@code rate(5 minutes)}, {@code cron(…)}
 * @param function the function's logical id
 * @param input the event, as JSON
 * @param enabled whether it fires
 */
public record ScheduleSpec(
    String name, String expression, String function, String input, boolean enabled) {}
