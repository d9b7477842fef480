package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Hint;
import dev.ligature.bucket.Lookup;
import dev.ligature.schema.Schema;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * References and index entries that nobody needs ({@code docs/protocols.md}, "When a reference may
 * be removed", rule b):
 *
 * <ul>
 *   <li>The entity stands elsewhere: a writer may be about to make it stand here, relying on this
 *       very key. So the entity gets a new ETag first, which makes that writer's condition fail; it
 *       then writes the key anew, and the removal, conditional on the ETag as listed, fails.
 *   <li>The entity is not there: a create may be under way, so the key stays until no writer can be
 *       that slow.
 * </ul>
 */
final class HintStep implements PrefixStep.Visitor {

  /** What to do with those that hold. */
  interface Holding {
    void see(List<Hint> hints, SweepRun run);
  }

  private final EntityCodec codec;
  private final Kind kind;
  private final Holding whatHolds;

  private HintStep(EntityCodec codec, Kind kind, Holding whatHolds) {
    this.codec = codec;
    this.kind = kind;
    this.whatHolds = whatHolds;
  }

  static HintStep references(EntityCodec codec, Holding whatHolds) {
    return new HintStep(
        codec,
        new Kind(Hint::reference, Finding.STALE_REFERENCE, Finding.REFERENCE_WITHOUT_CHILD),
        whatHolds);
  }

  static HintStep indexEntries(EntityCodec codec) {
    return new HintStep(
        codec,
        new Kind(Hint::indexEntry, Finding.STALE_INDEX_ENTRY, Finding.INDEX_ENTRY_WITHOUT_ENTITY),
        (hints, run) -> {});
  }

  /**
   * One of the two kinds of hints.
   *
   * @param reader reads a key; empty if the schema has no place for it
   * @param stale what one is whose entity stands elsewhere
   * @param withoutEntity what one is whose entity is not there
   */
  private record Kind(
      BiFunction<Schema, String, Optional<Hint>> reader, Finding stale, Finding withoutEntity) {}

  private record Listed(Hint hint, ListedObject object) {}

  private sealed interface Verdict {
    record Holds(Hint hint) implements Verdict {}

    record Remove(Finding finding, Deletion deletion) implements Verdict {}

    record Leave() implements Verdict {}
  }

  @Override
  public boolean visit(List<ListedObject> objects, SweepRun run) {
    List<Verdict> verdicts =
        run.platform().parallel().map(old(objects, run), one -> judge(one, run));
    remove(all(Verdict.Remove.class, verdicts), run);
    List<Hint> holding =
        all(Verdict.Holds.class, verdicts).stream().map(Verdict.Holds::hint).toList();
    if (!holding.isEmpty()) {
      whatHolds.see(holding, run);
    }
    return true;
  }

  private List<Listed> old(List<ListedObject> objects, SweepRun run) {
    List<Listed> old = new ArrayList<>();
    for (ListedObject object : objects) {
      Optional<Hint> hint = kind.reader().apply(run.schema(), object.key());
      if (hint.isEmpty()) {
        run.reporting(Finding.UNDECLARED_OBJECT, object.key());
      } else if (run.older(object, run.settings().staleAge())) {
        old.add(new Listed(hint.get(), object));
      }
    }
    return old;
  }

  private static <V extends Verdict> List<V> all(Class<V> type, List<Verdict> verdicts) {
    return verdicts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private Verdict judge(Listed one, SweepRun run) {
    Hint hint = one.hint();
    // Before the look: a sweep that sleeps after it must not take for old what was young then.
    boolean olderThanWriters = run.older(one.object(), run.settings().fenceAge());
    try {
      return switch (codec.read(hint.model(), hint.id(), run.store().get(hint.entityKey()))) {
        case Lookup.Absent _, Lookup.Fenced _ ->
            olderThanWriters
                ? remove(kind.withoutEntity(), one.object(), run)
                : new Verdict.Leave();
        case Lookup.Present present -> judge(one, present, run);
      };
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
      return new Verdict.Leave();
    }
  }

  private Verdict judge(Listed one, Lookup.Present present, SweepRun run) {
    Hint hint = one.hint();
    if (hint.holds(present)) {
      return new Verdict.Holds(hint);
    }
    if (neededByAJob(hint, present, run)) {
      return new Verdict.Leave();
    }
    return run.reportOnly() || bumped(hint, present, run)
        ? remove(kind.stale(), one.object(), run)
        : new Verdict.Leave();
  }

  /**
   * Whether a task that is under way may have set the key to null and not accounted for it yet: it
   * finds the entity by this very reference when it is delivered again.
   */
  private boolean neededByAJob(Hint hint, Lookup.Present present, SweepRun run) {
    Hint.Link link = hint.link();
    return link != null
        && run.platform().steps().take(Step.KEEP_REFERENCE_OF_NULLED)
        && present.nulledBy().jobs(link.constraint().field()).stream()
            .anyMatch(run.marks()::underWay);
  }

  /** False if the entity changed just now: it is looked at again another time. */
  private boolean bumped(Hint hint, Lookup.Present present, SweepRun run) {
    return !run.platform().steps().take(Step.SWEEP_BUMP)
        || run.store()
            .put(hint.entityKey(), codec.bump(present), Precondition.ifMatch(present.etag()))
            .written();
  }

  private static Verdict remove(Finding finding, ListedObject object, SweepRun run) {
    return new Verdict.Remove(
        finding,
        new Deletion(
            object.key(),
            run.platform()
                .steps()
                .guard(Step.SWEEP_IF_MATCH, Precondition.ifMatch(object.etag()))));
  }

  private static void remove(List<Verdict.Remove> removals, SweepRun run) {
    if (removals.isEmpty()) {
      return;
    }
    if (run.reportOnly()) {
      removals.forEach(r -> run.reporting(r.finding(), r.deletion().key()));
      return;
    }
    List<DeleteOutcome> outcomes =
        run.store().deleteAll(removals.stream().map(Verdict.Remove::deletion).toList());
    for (int i = 0; i < removals.size(); i++) {
      tell(removals.get(i), outcomes.get(i), run);
    }
  }

  private static void tell(Verdict.Remove removal, DeleteOutcome outcome, SweepRun run) {
    if (outcome != DeleteOutcome.CHANGED) {
      boolean removed = outcome != DeleteOutcome.THROTTLED;
      run.tallies().add(removal.finding(), removal.deletion().key(), removed);
    }
  }
}
