package dev.ligature.cascade.job;

import java.util.UUID;

/**
 * Names a task among those of all jobs.
 *
 * @param jobId its job
 * @param id which of the job's tasks
 */
public record TaskRef(UUID jobId, TaskId id) {}
