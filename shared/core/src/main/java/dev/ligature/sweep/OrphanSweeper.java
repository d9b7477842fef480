package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.job.Budget;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.StoreException;
import java.time.Duration;
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
    SweepRun run = run(options, counted);
    Turn turn = new Turn(run, cursor(options, counted), options.slices(), new ArrayList<>());
    List<SweepStep> steps = inTurn(steps(parts.apply(counted)), turn.cursor().next());
    boolean complete = sweepAll(steps, turn);
    return new SweepReport(
        options.reportOnly(), complete, run.tallies().sums(), counted.counts(), turn.failures());
  }

  /** What goes from step to step. */
  private record Turn(SweepRun run, SweepCursor cursor, int slices, List<String> failures) {

    void failed(SweepStep step, RuntimeException e) {
      failures.add(step.name() + ": " + e.getMessage());
    }
  }

  private SweepRun run(SweepOptions options, ObjectStore counted) {
    Duration grace = options.orphanGrace();
    return new SweepRun(
        schema,
        counted,
        platform,
        grace == null ? settings : settings.withOrphanGrace(grace),
        options.reportOnly(),
        options.whole(),
        Budget.until(platform.clock(), options.deadline()),
        new Tallies());
  }

  private SweepCursor cursor(SweepOptions options, ObjectStore counted) {
    return options.reportOnly()
        ? SweepCursor.unsaved(counted, platform)
        : SweepCursor.read(counted, platform);
  }

  /** Whether each step came to the end of what there is. */
  private static boolean sweepAll(List<SweepStep> steps, Turn turn) {
    boolean complete = true;
    for (SweepStep step : steps) {
      if (turn.run().budget().spent()) {
        turn.cursor().beginWith(step.name());
        return false;
      }
      complete &= sweep(step, turn);
    }
    turn.cursor().beginWith(null);
    return complete;
  }

  private static boolean sweep(SweepStep step, Turn turn) {
    String cutShort = "sweep: " + step.name() + " was cut short";
    try {
      return sweepSlices(step, turn);
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.OURS) {
        throw e;
      }
      LOG.log(System.Logger.Level.WARNING, cutShort + ": " + e.getMessage());
      turn.failed(step, e);
    } catch (CorruptObjectException e) {
      // A person must look at that object; the other steps have nothing to do with it.
      LOG.log(System.Logger.Level.ERROR, cutShort, e);
      turn.run().reporting(Finding.UNREADABLE_OBJECT, e.key());
      turn.failed(step, e);
    }
    return false;
  }

  private static boolean sweepSlices(SweepStep step, Turn turn) {
    for (int i = 0; i < turn.slices(); i++) {
      SweepStep.Slice slice = step.sweep(turn.cursor().position(step.name()), turn.run());
      turn.cursor().move(step.name(), slice.position());
      if (slice.complete()) {
        return true;
      }
      if (turn.run().budget().spent()) {
        return false;
      }
    }
    return false;
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
    return List.of(
        new OpenJobStep(parts.jobs(), parts.worker(), parts.markers()),
        eachTime("orphans", Keys.orphanNotes(), new OrphanStep(parts.orphans(), parts.notes())),
        eachTime("fences", Keys.fenceNotes(), new FenceStep(codec)),
        eachTime("idempotency", Keys.idempotencyKeys(), new IdempotencyStep()),
        new ExpiredJobStep(parts.jobs()),
        resting("references", Keys.references(), references(codec, parts)),
        resting("index", Keys.indexEntries(), HintStep.indexEntries(codec)),
        resting("claims", Keys.claims(), new ClaimStep(parts.claims())));
  }

  private SweepStep eachTime(String name, String prefix, PrefixStep.Visitor visitor) {
    return new PrefixStep(name, prefix, settings.notesPerSlice(), visitor);
  }

  private SweepStep resting(String name, String prefix, PrefixStep.Visitor visitor) {
    return new RestingStep(new PrefixStep(name, prefix, settings.referencesPerSlice(), visitor));
  }

  private static HintStep references(EntityCodec codec, SweepParts parts) {
    JobsUnderWay jobs = new JobsUnderWay(parts.jobs(), parts.markers());
    return HintStep.references(
        codec, new ParentCheck(parts.orphans(), codec, jobs, parts.generations()));
  }
}
