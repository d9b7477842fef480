package dev.ligature.local.template;

import java.time.Duration;

/**
 * A schedule that invokes a function.
 *
 * @param name its logical id
 * @param every the time from one firing to the next
 * @param function the function's logical id
 * @param input the event, as JSON
 * @param enabled whether it fires
 */
public record ScheduleSpec(
    String name, Duration every, String function, String input, boolean enabled) {}
