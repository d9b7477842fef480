package dev.ligature.local.template;

import java.time.Duration;

/**
 * A queue that feeds a function.
 *
 * @param queue the queue's logical id
 * @param function the function's logical id
 * @param batchSize how many messages one invocation gets at most
 * @param batchingWindow how long to wait for a fuller batch
 * @param maximumConcurrency how many invocations run at once at most
 * @param reportsItemFailures whether the response tells which messages of the batch failed
 */
public record EventSourceSpec(
    String queue,
    String function,
    int batchSize,
    Duration batchingWindow,
    int maximumConcurrency,
    boolean reportsItemFailures) {}
