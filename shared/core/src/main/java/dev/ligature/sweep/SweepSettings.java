package dev.ligature.sweep;

import dev.ligature.data.write.Fences;
import java.time.Duration;

/**
 * The limits of the sweeper, all in one place; documented in {@code docs/limits.md}. Ages are by
 * the store's clock.
 *
 * @param orphanGrace how long an orphan is left alone after its parent went
 * @param taskAge how long a job may stand still before the messages of its tasks are sent again; as
 *     long as it stands still, after twice as long each time
 * @param longestTaskAge the longest of these waits
 * @param planningPatience how long a job may be stalled before it has decided, and keep what it
 *     condemned locked, before it gives up
 * @param abandonedAge how old the open marker of a job without a record must be before it goes.
 *     <strong>Must outlive a caller that is stalled before it wrote the record</strong>: until then
 *     it may write tasks, which are found by the marker
 * @param jobRetention how long the record and the journal of an ended job are kept
 * @param fenceAge how long a fence stands, and how old a reference without a child must be before
 *     it goes. <strong>Must outlive every writer that may be stalled</strong>: no invocation of
 *     Lambda lives longer than 15 minutes
 * @param idempotencyAge how long an Idempotency-Key stands for its entity
 * @param staleAge how old a reference or index entry must be before it can count as stale; younger
 *     ones may belong to a writer that would only be made to try again
 * @param claimAge how old a claim must be before it can count as abandoned
 * @param scanRest how long the steps that look at every reference, index entry and claim rest after
 *     they came to the end: what they remove is in nobody's way, so once a day is often enough
 * @param notesPerSlice the most orphan notes, fence notes or idempotency records of one slice
 * @param referencesPerSlice the most references, index entries or claims of one slice
 * @param jobsPerSlice the most jobs of one slice
 */
public record SweepSettings(
    Duration orphanGrace,
    Duration taskAge,
    Duration longestTaskAge,
    Duration planningPatience,
    Duration abandonedAge,
    Duration jobRetention,
    Duration fenceAge,
    Duration idempotencyAge,
    Duration staleAge,
    Duration claimAge,
    Duration scanRest,
    int notesPerSlice,
    int referencesPerSlice,
    int jobsPerSlice) {

  public SweepSettings {
    if (notesPerSlice < 1 || referencesPerSlice < 1 || jobsPerSlice < 1) {
      throw new IllegalArgumentException("a slice has at least one object");
    }
  }

  /** What is used where nothing else is said. */
  public static SweepSettings defaults() {
    return new SweepSettings(
        Duration.ofMinutes(10),
        Duration.ofMinutes(2),
        Duration.ofHours(1),
        Duration.ofHours(1),
        Duration.ofHours(1),
        Duration.ofDays(30),
        Fences.LIFETIME,
        Duration.ofHours(24),
        Duration.ofMinutes(30),
        Duration.ofHours(1),
        Duration.ofHours(24),
        1_000,
        1_000,
        100);
  }

  /** The same with another grace period for orphans. */
  public SweepSettings withOrphanGrace(Duration grace) {
    return new SweepSettings(
        grace,
        taskAge,
        longestTaskAge,
        planningPatience,
        abandonedAge,
        jobRetention,
        fenceAge,
        idempotencyAge,
        staleAge,
        claimAge,
        scanRest,
        notesPerSlice,
        referencesPerSlice,
        jobsPerSlice);
  }

  /** The same with another patience with jobs that stalled before they had decided. */
  public SweepSettings withPlanningPatience(Duration patience) {
    return new SweepSettings(
        orphanGrace,
        taskAge,
        longestTaskAge,
        patience,
        abandonedAge,
        jobRetention,
        fenceAge,
        idempotencyAge,
        staleAge,
        claimAge,
        scanRest,
        notesPerSlice,
        referencesPerSlice,
        jobsPerSlice);
  }

  /** The same with another rest between two scans; zero for none. */
  public SweepSettings withScanRest(Duration rest) {
    return new SweepSettings(
        orphanGrace,
        taskAge,
        longestTaskAge,
        planningPatience,
        abandonedAge,
        jobRetention,
        fenceAge,
        idempotencyAge,
        staleAge,
        claimAge,
        rest,
        notesPerSlice,
        referencesPerSlice,
        jobsPerSlice);
  }

  /** The same with slices of at most this many objects of each kind. */
  public SweepSettings withSlices(int notes, int references, int jobs) {
    return new SweepSettings(
        orphanGrace,
        taskAge,
        longestTaskAge,
        planningPatience,
        abandonedAge,
        jobRetention,
        fenceAge,
        idempotencyAge,
        staleAge,
        claimAge,
        scanRest,
        notes,
        references,
        jobs);
  }
}
