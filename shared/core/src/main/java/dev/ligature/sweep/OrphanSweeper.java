package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Hint;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.job.Budget;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a bucket whole over time ({@code docs/sweeping.md}): treats orphans, sends again for lost
 * tasks, and removes what nobody needs any more. Meant to be run again and again: each sweep does
 * one bounded slice of every step, and the next goes on from there. Nothing depends on it but
 * tidiness, and the end of jobs whose messages were lost.
 *
 * <p>Safe for many threads, processes and machines; sweeps that overlap only do work twice.
 */
public final class OrphanSweeper {

  private static final System.Logger LOG = System.getLogger(OrphanSweeper.class.getName());

  private final Schema schema;
  private final Platform platform;
  private final SweepSettings settings;
  private final ObjectStore store;
  private final Function<ObjectStore, SweepParts> parts;

  /**
   * Its parts are put together by the engine.
   *
   * @param parts what a sweep works with on a view of the bucket
   */
  public OrphanSweeper(
      Schema schema,
      Platform platform,
      SweepSettings settings,
      ObjectStore store,
      Function<ObjectStore, SweepParts> parts) {
    this.schema = schema;
    this.platform = platform;
    this.settings = settings;
    this.store = store;
    this.parts = parts;
  }

  /**
   * Sweeps until every step has had its slices or the deadline is there.
   *
   * @throws StoreException if it is ours to fix: no permission, no such bucket. A transient failure
   *     cuts a step short and stands in the report
   */
  public SweepReport sweep(SweepOptions options) {
    RequestCounter counted = new RequestCounter(store);
    SweepRun run =
        new SweepRun(
            schema,
            counted,
            platform,
            options.orphanGrace() == null
                ? settings
                : settings.withOrphanGrace(options.orphanGrace()),
            options.reportOnly(),
            options.whole(),
            Budget.until(platform.clock(), options.deadline()),
            new Tallies());
    SweepCursor cursor =
        options.reportOnly()
            ? SweepCursor.unsaved(counted, platform)
            : SweepCursor.read(counted, platform);
    List<String> failures = new ArrayList<>();
    boolean complete = true;
    boolean outOfTime = false;
    for (SweepStep step : inTurn(steps(parts.apply(counted)), cursor.next())) {
      outOfTime = run.budget().spent();
      if (outOfTime) {
        cursor.beginWith(step.name());
        complete = false;
        break;
      }
      complete &= sweep(step, options.slices(), run, cursor, failures);
    }
    if (!outOfTime) {
      cursor.beginWith(null);
    }
    return new SweepReport(
        options.reportOnly(), complete, run.tallies().sums(), counted.counts(), failures);
  }

  private boolean sweep(
      SweepStep step, int slices, SweepRun run, SweepCursor cursor, List<String> failures) {
    try {
      for (int i = 0; i < slices; i++) {
        SweepStep.Slice slice = step.sweep(cursor.position(step.name()), run);
        cursor.move(step.name(), slice.position());
        if (slice.complete()) {
          return true;
        }
        if (run.budget().spent()) {
          return false;
        }
      }
      return false;
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.OURS) {
        throw e;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "sweep: " + step.name() + " was cut short: " + e.getMessage());
      failures.add(step.name() + ": " + e.getMessage());
      return false;
    } catch (CorruptObjectException e) {
      // A person must look at that object; the other steps have nothing to do with it.
      LOG.log(System.Logger.Level.ERROR, "sweep: " + step.name() + " was cut short", e);
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
      failures.add(step.name() + ": " + e.getMessage());
      return false;
    }
  }

  /** The steps, the urgent first; after a sweep that ran out of time, from where it stopped. */
  private static List<SweepStep> inTurn(List<SweepStep> steps, @Nullable String first) {
    List<SweepStep> turn = new ArrayList<>(steps);
    for (int i = 0; i < steps.size() && !turn.getFirst().name().equals(first); i++) {
      turn.addLast(turn.removeFirst());
    }
    return turn;
  }

  private List<SweepStep> steps(SweepParts parts) {
    EntityCodec codec = new EntityCodec(platform);
    int notes = settings.notesPerSlice();
    int references = settings.referencesPerSlice();
    return List.of(
        new OpenJobStep(parts.jobs(), parts.worker(), parts.markers()),
        new PrefixStep(
            "orphans", Keys.orphanNotes(), notes, new OrphanStep(parts.orphans(), parts.notes())),
        new PrefixStep("fences", Keys.fenceNotes(), notes, new FenceStep(codec)),
        new PrefixStep("idempotency", Keys.idempotencyKeys(), notes, new IdempotencyStep()),
        new ExpiredJobStep(parts.jobs()),
        new RestingStep(
            new PrefixStep(
                "references",
                Keys.references(),
                references,
                new HintStep(
                    codec,
                    Hint::reference,
                    Finding.STALE_REFERENCE,
                    Finding.REFERENCE_WITHOUT_CHILD,
                    new ParentCheck(
                        parts.orphans(),
                        codec,
                        new JobsUnderWay(parts.jobs(), parts.markers()),
                        parts.generations())))),
        new RestingStep(
            new PrefixStep(
                "index",
                Keys.indexEntries(),
                references,
                new HintStep(
                    codec,
                    Hint::indexEntry,
                    Finding.STALE_INDEX_ENTRY,
                    Finding.INDEX_ENTRY_WITHOUT_ENTITY,
                    (hints, run) -> {}))),
        new RestingStep(
            new PrefixStep("claims", Keys.claims(), references, new ClaimStep(parts.claims()))));
  }
}
