package dev.ligature.cascade.process;

import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.HeldTask;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.Totals;
import dev.ligature.cascade.job.Victim;
import dev.ligature.cascade.process.ChildResolution.Candidate;
import dev.ligature.cascade.process.ChildResolution.Resolution;
import dev.ligature.data.entity.Keys;
import dev.ligature.data.entity.Slot;
import dev.ligature.data.entity.Stamps;
import dev.ligature.data.write.TraceRemoval;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.store.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Gatherers;

/**
 * The effect of a committed job: deletes victims, and treats what refers to them by each key's
 * rule. Its steps stand in {@code docs/protocols.md}, "Effect".
 */
public final class Effects {

  private final CascadeContext context;
  private final Journal journal;
  private final VictimRemoval removal;
  private final ChildResolution children;
  private final Expansion expansion;
  private final OrphanNotes orphanNotes;

  public Effects(CascadeContext context, Journal journal) {
    this.context = context;
    this.journal = journal;
    this.removal = new VictimRemoval(context, journal);
    this.children = new ChildResolution(context);
    this.expansion = new Expansion(context);
    this.orphanNotes = new OrphanNotes(context.store(), context.platform());
  }

  /**
   * Deletes these victims and what follows from it, until the budget is spent.
   *
   * @param next gets the tasks that are left to do
   */
  public void delete(
      Job job,
      HeldTask held,
      String plural,
      List<Victim> victims,
      Budget budget,
      Consumer<List<Task>> next) {
    String taskId = held.id();
    ModelDefinition model = context.plural(plural);
    List<UUID> ids = victims.stream().map(Victim::id).toList();
    Task.Work.Expand below = new Task.Work.Expand(plural, ids, null, null);
    if (!context.take(Step.DELETE_BEFORE_LISTING)) {
      expand(job, taskId, below, budget, next);
      remove(job, held, model, victims);
      return;
    }
    List<UUID> gone = remove(job, held, model, victims);
    budget.spend(gone.size());
    if (!gone.isEmpty()) {
      expandFrom(job, taskId, new Task.Work.Expand(plural, gone, null, null), budget, next);
    }
  }

  private List<UUID> remove(Job job, HeldTask held, ModelDefinition model, List<Victim> victims) {
    settle(job, held.id());
    VictimRemoval.Removal removed = removal.removeVictims(job, held, model, victims);
    removeCauses(model, removed.dropped());
    return removed.gone();
  }

  /** The parents through which these were found are gone for good: the references may go. */
  private void removeCauses(ModelDefinition model, List<Victim> dropped) {
    context.remove(dropped.stream().flatMap(v -> context.causeKey(model, v).stream()).toList());
  }

  private void settle(Job job, String taskId) {
    removal.settle(job.id(), taskId, journal.remains(job.id(), taskId).open());
  }

  /**
   * What the job did, once none of its tasks is left. A delivery that died, or still sleeps, beside
   * the one that finished its task may have left deletions that nobody accounted for.
   */
  public Totals finalTotals(Job job) {
    Map<String, List<Journal.Intent>> open = new LinkedHashMap<>();
    Totals totals = journal.totals(job.id(), open);
    if (open.isEmpty()) {
      return totals;
    }
    open.forEach((taskId, intents) -> removal.settle(job.id(), taskId, intents));
    return journal.totals(job.id());
  }

  /**
   * Continues with what refers to victims that are gone, until the budget is spent.
   *
   * @param next gets the tasks that are left to do
   */
  public void expand(
      Job job, String taskId, Task.Work.Expand work, Budget budget, Consumer<List<Task>> next) {
    settle(job, taskId);
    expandFrom(job, taskId, work, budget, next);
  }

  private void expandFrom(
      Job job, String taskId, Task.Work.Expand work, Budget budget, Consumer<List<Task>> next) {
    List<Task.Work.Expand> left =
        expansion.expand(
            work,
            budget,
            _ -> true,
            (constraint, chunk) -> {
              next.accept(visit(job, taskId, constraint, chunk));
              budget.spend(chunk.size());
            });
    next.accept(
        left.stream().map(rest -> context.following(taskId, Task.Phase.DELETE, 0, rest)).toList());
  }

  private List<Task> visit(
      Job job, String taskId, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    return switch (constraint.onDelete()) {
      case DO_NOTHING -> {
        // The keys stay, so the references stay; whether these are orphans the sweeper will see.
        orphanNotes.write(constraint, chunk);
        yield List.of();
      }
      case SET_NULL -> {
        nullify(job, taskId, constraint, chunk);
        yield List.of();
      }
      case CASCADE -> cascade(job, taskId, constraint, chunk);
      case PROTECT, RESTRICT -> {
        // Decided while planning: whoever still refers is a victim by another way.
        referring(job, constraint, chunk, (victim, _) -> victim);
        yield List.of();
      }
    };
  }

  private void nullify(
      Job job, String taskId, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    String stamp = Stamps.of(job.id(), taskId);
    List<Resolution> resolutions =
        context
            .platform()
            .parallel()
            .map(chunk, c -> children.nullify(job.id(), constraint, c, stamp));
    List<UUID> nulled = new ArrayList<>();
    List<Journal.Nulled> before = new ArrayList<>();
    List<Candidate> done = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      Resolution resolution = resolutions.get(i);
      switch (resolution) {
        case Resolution.Nulled() -> nulled.add(chunk.get(i).child());
        case Resolution.NulledBefore(List<String> tasks) -> {
          for (String task : tasks) {
            before.add(new Journal.Nulled(task, chunk.get(i).child()));
          }
        }
        case Resolution.Harmless(),
            Resolution.Refers(_),
            Resolution.NulledByAnother(),
            Resolution.TakenByAnother() -> {}
      }
      if (!leftToAnother(resolution)) {
        done.add(chunk.get(i));
      }
    }
    // The account first: a redelivery finds these children through the references.
    if (context.take(Step.JOURNAL_BEFORE_REFERENCES_GO)) {
      accountNulled(job, taskId, constraint, nulled, before);
      removeReferences(constraint, done);
    } else {
      removeReferences(constraint, done);
      accountNulled(job, taskId, constraint, nulled, before);
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

  private void accountNulled(
      Job job,
      String taskId,
      ForeignKeyConstraint constraint,
      List<UUID> nulled,
      List<Journal.Nulled> before) {
    if (!nulled.isEmpty() || !before.isEmpty()) {
      journal.account(
          job.id(),
          taskId,
          journal.newName(Journal.Subject.CHILDREN),
          Journal.Account.nullings(constraint.id(), nulled, before));
    }
  }

  private List<Task> cascade(
      Job job, String taskId, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    ModelDefinition model = context.childOf(constraint);
    if (model.referencedBy().isEmpty()) {
      List<Journal.Entry> found =
          referring(
              job, constraint, chunk, (victim, child) -> removal.entry(job.id(), victim, child));
      VictimRemoval.Removal removed = removal.removeChildren(job, taskId, model, found);
      removeCauses(model, removed.dropped());
      return List.of();
    }
    return referring(job, constraint, chunk, (victim, _) -> victim).stream()
        .gather(Gatherers.windowFixed(context.taskSize()))
        .map(part -> new Task.Work.Delete(model.plural(), part))
        .map(work -> context.following(taskId, Task.Phase.DELETE, 0, work))
        .toList();
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
      BiFunction<Victim, Slot.Present, R> keep) {
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
      BiFunction<Victim, Slot.Present, R> keep) {
    Resolution resolution =
        children.resolve(
            job.id(), constraint, candidate, Step.FENCE_ABSENT_CHILD, Step.BUMP_MOVED_CHILD);
    if (resolution instanceof Resolution.Refers(Slot.Present child)) {
      return new Look.Refers<>(keep.apply(candidate.victim(constraint), child));
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
