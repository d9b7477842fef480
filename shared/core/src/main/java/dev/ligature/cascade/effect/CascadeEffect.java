package dev.ligature.cascade.effect;

import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Stamps;
import dev.ligature.cascade.graph.Assignment;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.graph.ChildResolution;
import dev.ligature.cascade.graph.ChildResolution.Candidate;
import dev.ligature.cascade.graph.ChildResolution.Resolution;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.cascade.graph.ReferenceWalk;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.cascade.job.Totals;
import dev.ligature.cascade.job.Victim;
import dev.ligature.cascade.job.Wounds;
import dev.ligature.data.write.TraceRemoval;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.store.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Gatherers;

/**
 * The effect of a committed job: deletes victims, and treats what refers to them by each key's
 * rule. Its steps stand in {@code docs/protocols.md}, "Effect".
 */
public final class CascadeEffect {

  private final CascadeContext context;
  private final Journal journal;
  private final RightOfWay rightOfWay;
  private final VictimRemoval removal;
  private final ChildResolution children;
  private final OrphanNotes orphanNotes;

  /** Its parts are put together by the engine. */
  public CascadeEffect(CascadeContext context, Journal journal, Wounds wounds) {
    this.context = context;
    this.journal = journal;
    this.rightOfWay = new RightOfWay(context, wounds);
    this.removal = new VictimRemoval(context, journal, rightOfWay);
    this.children = new ChildResolution(context);
    this.orphanNotes = new OrphanNotes(context.store(), context.platform());
  }

  /** Deletes these victims and what follows from it, until the budget is spent. */
  public void delete(Assignment work, String plural, List<Victim> victims) {
    ModelDefinition model = context.plural(plural);
    Set<UUID> parents = Victim.ids(victims);
    context
        .steps()
        .inOrder(
            Step.DELETE_BEFORE_LISTING,
            () -> parents.retainAll(remove(work, model, victims)),
            () -> expandFrom(work, new Task.Work.Expand(plural, List.copyOf(parents), null, null)));
  }

  /** Returns those whose deletion is this task's, so that what refers to them is, too. */
  private Set<UUID> remove(Assignment work, ModelDefinition model, List<Victim> victims) {
    settle(work.task());
    VictimRemoval.Removal removed = removal.removeVictims(work, model, victims);
    removeCauses(model, removed.dropped());
    work.budget().spend(removed.gone().size());
    return Set.copyOf(removed.gone());
  }

  /** The parents through which these were found are gone for good: the references may go. */
  private void removeCauses(ModelDefinition model, List<Victim> dropped) {
    context.remove(dropped.stream().flatMap(v -> context.causeKey(model, v).stream()).toList());
  }

  private void settle(TaskRef task) {
    removal.settle(task, journal.remains(task).open());
  }

  /**
   * What the job did, once none of its tasks is left. A delivery that died, or still sleeps, beside
   * the one that finished its task may have left deletions that nobody accounted for.
   */
  public Totals finalTotals(Job job) {
    Map<TaskRef, List<Journal.Intent>> open = new LinkedHashMap<>();
    Totals totals = journal.totals(job.id(), open);
    if (open.isEmpty()) {
      return totals;
    }
    open.forEach(removal::settle);
    return journal.totals(job.id());
  }

  /** Continues with what refers to victims that are gone, until the budget is spent. */
  public void expand(Assignment work, Task.Work.Expand below) {
    settle(work.task());
    expandFrom(work, below);
  }

  private void expandFrom(Assignment work, Task.Work.Expand below) {
    ReferenceWalk walk = new ReferenceWalk(context, below, work.budget(), _ -> true);
    while (walk.hasNext()) {
      ReferenceWalk.Chunk chunk = walk.next();
      treat(work, chunk.key(), chunk.candidates());
      work.budget().spend(chunk.candidates().size());
    }
    work.followUps().add(TaskId.Phase.DELETE, 0, walk.left());
  }

  private void treat(Assignment work, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    switch (constraint.onDelete()) {
      // The keys stay, so the references stay; whether these are orphans the sweeper will see.
      case DO_NOTHING -> orphanNotes.write(constraint, chunk);
      case SET_NULL -> nullify(work.task(), constraint, chunk);
      case CASCADE -> cascade(work, constraint, chunk);
      // Decided while planning: whoever still refers is a victim by another way.
      case PROTECT, RESTRICT -> referring(work.job(), constraint, chunk, (victim, _) -> victim);
    }
  }

  private void nullify(TaskRef task, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    String stamp = Stamps.of(task.jobId(), task.id().toString());
    List<Resolution> resolutions =
        context
            .platform()
            .parallel()
            .map(chunk, c -> children.nullify(task.jobId(), constraint, c, stamp));
    Nullings nullings = Nullings.none();
    for (int i = 0; i < chunk.size(); i++) {
      nullings.add(chunk.get(i), resolutions.get(i));
    }
    // The account first: a redelivery finds these children through the references.
    context
        .steps()
        .inOrder(
            Step.JOURNAL_BEFORE_REFERENCES_GO,
            () -> account(task, constraint, nullings),
            () -> removeReferences(constraint, nullings.done()));
  }

  /**
   * What became of a chunk of children whose keys are to be set to null.
   *
   * @param now those whose key was set just now
   * @param before those whose key another delivery or task of the job had set
   * @param done those whose reference nobody needs any more
   */
  private record Nullings(List<UUID> now, List<Journal.Nulled> before, List<Candidate> done) {

    static Nullings none() {
      return new Nullings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void add(Candidate candidate, Resolution resolution) {
      switch (resolution) {
        case Resolution.Nulled() -> now.add(candidate.child());
        case Resolution.NulledBefore(List<String> tasks) ->
            tasks.forEach(task -> before.add(new Journal.Nulled(task, candidate.child())));
        case Resolution.Harmless(),
            Resolution.Refers(_),
            Resolution.NulledByAnother(),
            Resolution.TakenByAnother() -> {}
      }
      if (!leftToAnother(resolution)) {
        done.add(candidate);
      }
    }
  }

  /** Another job needs the reference that led there. */
  private static boolean leftToAnother(Resolution resolution) {
    return switch (resolution) {
      case Resolution.NulledByAnother(), Resolution.TakenByAnother() -> true;
      case Resolution.Harmless(),
          Resolution.Refers(_),
          Resolution.Nulled(),
          Resolution.NulledBefore(_) ->
          false;
    };
  }

  private void account(TaskRef task, ForeignKeyConstraint constraint, Nullings nullings) {
    if (!nullings.now().isEmpty() || !nullings.before().isEmpty()) {
      journal.account(
          task,
          journal.newName(Journal.Subject.CHILDREN),
          Journal.Account.nullings(constraint.id(), nullings.now(), nullings.before()));
    }
  }

  private void cascade(Assignment work, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    ModelDefinition model = context.childOf(constraint);
    if (model.referencedBy().isEmpty()) {
      List<Journal.Entry> found =
          referring(
              work.job(),
              constraint,
              chunk,
              (victim, child) -> removal.entry(work.job().id(), victim, child));
      VictimRemoval.Removal removed = removal.removeChildren(work, model, found);
      removeCauses(model, removed.dropped());
      return;
    }
    work.followUps()
        .add(
            TaskId.Phase.DELETE,
            0,
            referring(work.job(), constraint, chunk, (victim, _) -> victim).stream()
                .gather(Gatherers.windowFixed(context.taskSize()))
                .map(part -> new Task.Work.Delete(model.plural(), part))
                .toList());
  }

  /**
   * Those that refer to their parents; the references of all others go, for no one needs them.
   *
   * @param keep what to keep of each: not its body, for a chunk of large entities must not add up
   */
  private <R> List<R> referring(
      Job job,
      ForeignKeyConstraint constraint,
      List<Candidate> chunk,
      BiFunction<Victim, Lookup.Present, R> keep) {
    List<Look<R>> looks =
        context.platform().parallel().map(chunk, c -> look(job, constraint, c, keep));
    List<R> referring = new ArrayList<>();
    List<Candidate> harmless = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      switch (looks.get(i)) {
        case Look.Refers<R>(R kept) -> referring.add(kept);
        case Look.Harmless<R>() -> harmless.add(chunk.get(i));
        case Look.LeftToAnother<R>() -> {}
      }
    }
    removeReferences(constraint, harmless);
    return referring;
  }

  /** What is kept of one child, without its body. */
  private sealed interface Look<R> {
    record Refers<R>(R kept) implements Look<R> {}

    record Harmless<R>() implements Look<R> {}

    record LeftToAnother<R>() implements Look<R> {}
  }

  private <R> Look<R> look(
      Job job,
      ForeignKeyConstraint constraint,
      Candidate candidate,
      BiFunction<Victim, Lookup.Present, R> keep) {
    Resolution resolution =
        children.resolve(
            job.id(), constraint, candidate, Step.FENCE_ABSENT_CHILD, Step.BUMP_MOVED_CHILD);
    if (resolution instanceof Resolution.Refers(Lookup.Present child)) {
      return rightOfWay.giveWay(job, child)
          ? new Look.Refers<>(keep.apply(candidate.victim(constraint), child))
          : new Look.LeftToAnother<>();
    }
    return leftToAnother(resolution) ? new Look.LeftToAnother<>() : new Look.Harmless<>();
  }

  /**
   * Removes references to parents that are gone. No one can be the one child of such a parent, so
   * the claims on that place may go with them.
   */
  private void removeReferences(ForeignKeyConstraint constraint, List<Candidate> candidates) {
    context
        .traces()
        .remove(
            candidates.stream()
                .map(c -> Keys.reference(constraint, c.parent(), c.child()))
                .toList(),
            constraint.single() && constraint.onDelete() == OnDelete.SET_NULL
                ? candidates.stream().map(c -> place(constraint, c)).toList()
                : List.of());
  }

  private static TraceRemoval.Claim place(ForeignKeyConstraint constraint, Candidate candidate) {
    return new TraceRemoval.Claim(
        candidate.child(),
        Keys.claim(constraint.childPlural(), constraint.field(), candidate.parent().toString()));
  }
}
