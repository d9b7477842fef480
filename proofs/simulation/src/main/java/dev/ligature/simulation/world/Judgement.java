package dev.ligature.simulation.world;

import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.bucket.Keys;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.Actor;
import dev.ligature.simulation.engine.NeverEnds;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.Platform;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Whether every promise held in a world in which nothing goes wrong any more. */
final class Judgement {

  /** Rounds of sweeping after which a world must have come to rest. */
  private static final int MAX_SWEEPS = 40;

  /** An orphan's removal makes orphans in turn: as deep as schemas get, and once more. */
  private static final int FINAL_SWEEPS = 3;

  /**
   * Longer than the record of a job is kept, also if the clock by which its id was made was weeks
   * ahead.
   */
  private static final long RETENTION_MILLIS = 80 * 24 * 3_600_000L;

  /**
   * What stays until something else takes it away: orphans that are reported or protected, marks
   * and tasks that a slow worker wrote after its job had ended.
   */
  private static final Set<AuditFinding> LEFT_ALONE =
      EnumSet.of(AuditFinding.ORPHAN, AuditFinding.LEFTOVER_MARK, AuditFinding.LEFTOVER_TASK);

  private final SimulatedSystem system;
  private final Schema schema;
  private final Platform quiet;
  private final Scheduler scheduler;
  private final SimulatedStore bucket;
  private final Truth truth;
  private final List<Request> requests;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param quiet time and ids for the audit, which nothing may interrupt
   */
  Judgement(SimulatedSystem system, Schema schema, Platform quiet) {
    this.system = system;
    this.schema = schema;
    this.quiet = quiet;
    this.scheduler = system.scheduler();
    this.bucket = system.bucket();
    this.truth = system.truth();
    this.requests = system.api().requests();
  }

  /**
   * Lets the world come to rest: no more faults, sweeps as long as anything is left to do.
   *
   * @return everything that is wrong with what came of it
   */
  List<String> violations() {
    FinalReading reading = new FinalReading(schema, bucket, quiet, truth);
    try {
      rest();
      violations.addAll(new PromiseCheck(truth, requests, bucket).violations());
      violations.addAll(new Leftovers(truth, system.api(), bucket).violations());
      violations.addAll(
          new CostCheck(schema, truth, system.meter(), requests, scheduler.trace()).violations());
      violations.addAll(audit(finding -> !LEFT_ALONE.contains(finding)));
      Map<UUID, Long> atRest = reading.read();
      Set<String> passing = Leftovers.passing(bucket);
      outliveRetention();
      compare(atRest, reading.read());
      passing.retainAll(bucket.keys());
      passing.forEach(key -> violations.add("P5: left for ever: " + key));
      // An orphan that is protected is retried from time to time: a job may be under way.
      violations.addAll(audit(AuditFinding::violation));
      violations.addAll(new PlaceProbe(schema, bucket, quiet, truth).violations());
    } catch (NeverEnds e) {
      violations.add("P5: never ends: " + e.getMessage());
      return violations;
    }
    for (Actor actor : scheduler.actors()) {
      Throwable failure = actor.failure();
      if (failure != null && !(failure instanceof StoreException)) {
        violations.add(actor.name() + " failed: " + failure + at(failure));
      }
    }
    violations.addAll(truth.violations());
    violations.addAll(system.api().violations());
    violations.addAll(system.upkeep().violations());
    violations.addAll(reading.violations());
    return violations;
  }

  private void rest() {
    scheduler.run();
    int sweeps = 0;
    do {
      if (++sweeps > MAX_SWEEPS) {
        violations.add("P5: never at rest: " + system.unfinished());
        break;
      }
      sweepAfter(11 * 60_000L);
    } while (sweeps < 2 || !system.unfinished().isEmpty());
    // What must outlive every stalled writer expires now; orphans of orphans take a while.
    sweepAfter(25 * 3_600_000L);
    long changes = -1;
    for (int i = 0; i < FINAL_SWEEPS && changes != bucket.changes(); i++) {
      changes = bucket.changes();
      sweepAfter(2 * 3_600_000L);
    }
    // Scans of a bucket at peace rest for a day; what expired meanwhile goes now.
    sweepAfter(50 * 3_600_000L);
    finish(sweeps);
    settleOrphans();
  }

  /** The removal of an orphan makes orphans of those that refer to it, as deep as chains get. */
  private void settleOrphans() {
    Map<UUID, Long> before;
    int sweeps = 0;
    do {
      before = truth.versions();
      if (waitingOrphans()) {
        // One that has no note is given one first.
        sweepAfter(2 * 3_600_000L);
        sweepAfter(2 * 3_600_000L);
        finish(0);
      }
    } while (!before.equals(truth.versions()) && ++sweeps < MAX_SWEEPS);
  }

  /** Whether any is to be removed or nulled; whoever is protected waits in vain. */
  private boolean waitingOrphans() {
    return truth.rows().orphans().stream()
        .anyMatch(
            orphan ->
                schema
                    .plural(orphan.plural())
                    .flatMap(model -> model.foreignKey(orphan.field()))
                    .filter(key -> key.orphans() != OrphanPolicy.REPORT)
                    .isPresent());
  }

  /** A sweep begins deletes of its own, of orphans, and may be too slow for them. */
  private void finish(int sweepsBefore) {
    for (int sweeps = sweepsBefore; !system.unfinished().isEmpty(); sweeps++) {
      if (sweeps > MAX_SWEEPS) {
        violations.add("P5: never at rest again: " + system.unfinished());
        return;
      }
      sweepAfter(11 * 60_000L);
    }
  }

  /** Lets the records of jobs expire, and then what the removal of one may leave. */
  private void outliveRetention() {
    sweepAfter(RETENTION_MILLIS);
    sweepAfter(50 * 3_600_000L);
    finish(0);
    // A sweep may have begun a delete of an orphan and been too slow: its marker stands for a day.
    for (int i = 0; i < FINAL_SWEEPS && anyOpen(); i++) {
      sweepAfter(25 * 3_600_000L);
    }
  }

  /** A bucket at rest is what it is, however long it lies. */
  private void compare(Map<UUID, Long> before, Map<UUID, Long> after) {
    if (!before.equals(after)) {
      violations.add("P4: at rest there was " + before + ", and after the retention " + after);
    }
  }

  /** What the product's own audit finds of that which it may not find. */
  private List<String> audit(Predicate<AuditFinding> forbidden) {
    AuditReport report =
        Engine.of(EngineConfig.of(schema, bucket).withPlatform(quiet)).audit().run();
    List<String> found = new ArrayList<>();
    report
        .findings()
        .forEach(
            (finding, tally) -> {
              if (forbidden.test(finding)) {
                found.add(Upkeep.text(finding, tally));
              }
            });
    return found;
  }

  private boolean anyOpen() {
    return bucket.keys().stream().anyMatch(key -> key.startsWith(Keys.open()));
  }

  private void sweepAfter(long millis) {
    scheduler.advance(millis);
    if (Leftovers.anyStalled(bucket)) {
      system.spawnOperator();
    }
    scheduler.run();
    system.spawnSweep();
    scheduler.run();
  }

  private static String at(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith("dev.ligature") && text.length() < 300) {
        text.append(" at ").append(frame);
      }
    }
    return text.toString();
  }
}
