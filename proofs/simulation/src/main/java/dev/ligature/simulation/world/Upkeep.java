package dev.ligature.simulation.world;

import dev.ligature.audit.Audit;
import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.audit.Reindex;
import dev.ligature.cascade.JobRecovery;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.store.Platform;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.OrphanSweeper;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Those who look after a bucket while clients and workers go on: sweeps, and what an operator runs
 * by hand. None of them may call a promise broken that holds, and who only looks may write nothing.
 */
final class Upkeep {

  private static final Duration TIME = Duration.ofMinutes(10);

  private final Platform platform;
  private final OrphanSweeper sweeper;
  private final OrphanSweeper reporter;
  private final Audit audit;
  private final Reindex reindex;
  private final JobRecovery recovery;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param config of the program that they belong to
   */
  Upkeep(EngineConfig config) {
    Engine engine = Engine.of(config);
    TaskQueue silent =
        (message, delay) -> {
          throw new IllegalStateException("who only looks has queued " + message);
        };
    Engine looking =
        Engine.of(config.withStore(new ReadOnlyStore(engine.store())).withQueue(silent));
    this.platform = config.platform();
    this.sweeper = engine.sweeper();
    this.reporter = looking.sweeper();
    this.audit = looking.audit();
    this.reindex = engine.reindex();
    this.recovery = engine.recovery();
  }

  /** Promises that were called broken. */
  List<String> violations() {
    return violations;
  }

  private Instant deadline() {
    return platform.clock().instant().plus(TIME);
  }

  /** One slice of every step, as the schedule runs it. */
  void sweepSlice() {
    judge(sweeper.sweep(SweepOptions.slice(deadline())));
  }

  /** Every step to its end. */
  void sweepWhole() {
    judge(sweeper.sweep(SweepOptions.whole(deadline())));
  }

  /** Tells what a sweep would do. */
  void reportSweep() {
    judge(reporter.sweep(SweepOptions.whole(deadline()).reporting()));
  }

  private void judge(SweepReport report) {
    if (report.of(Finding.DANGLING_KEY).found() > 0) {
      violations.add("a sweep calls keys dangling: " + report.of(Finding.DANGLING_KEY).samples());
    }
  }

  /** Audits a bucket in use. */
  void audit() {
    AuditReport report = audit.run();
    report
        .findings()
        .forEach(
            (finding, tally) -> {
              if (finding.violation()) {
                violations.add(text(finding, tally));
              }
            });
  }

  static String text(AuditFinding finding, AuditReport.Tally tally) {
    return "audit: " + finding.text() + " " + tally.samples();
  }

  /** Writes keys that entities lack; they lack none. */
  void reindex() {
    reindex.run((folder, objects) -> {});
  }

  /** Sends for all work again, as a process does that begins with an empty queue. */
  void recover() {
    recovery.run();
  }
}
