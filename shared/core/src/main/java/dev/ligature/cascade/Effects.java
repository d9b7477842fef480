package dev.ligature.cascade;

import dev.ligature.cascade.ChildResolution.Candidate;
import dev.ligature.cascade.ChildResolution.Resolution;
import dev.ligature.data.ClaimRelease;
import dev.ligature.data.Keys;
import dev.ligature.data.Slot;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The effect of a committed job: deletes victims, and treats what refers to them by each key's
 * rule. This is {@code process(S)} of DESIGN section 5.
 */
final class Effects {

  private final Surroundings around;
  private final Journal journal;
  private final VictimRemoval removal;
  private final ChildResolution children;
  private final Expansion expansion;
  private final OrphanNotes orphanNotes;
  private final ClaimRelease claims;

  Effects(Surroundings around, Journal journal) {
    this.around = around;
    this.journal = journal;
    this.removal = new VictimRemoval(around, journal);
    this.children = new ChildResolution(around);
    this.expansion = new Expansion(around);
    this.orphanNotes = new OrphanNotes(around.store(), around.platform());
    this.claims = new ClaimRelease(around.store(), around.platform());
  }

  /** Deletes these victims and what follows from it, until the budget is spent. */
  List<Task> delete(Job job, String taskId, String plural, List<Victim> victims, Budget budget) {
    ModelDefinition model = around.plural(plural);
    List<UUID> ids = victims.stream().map(Victim::id).toList();
    Task.Work.Expand below = new Task.Work.Expand(plural, ids, null, null);
    if (!around.take(Step.DELETE_BEFORE_LISTING)) {
      List<Task> next = expand(job, taskId, below, budget);
      remove(job, taskId, model, victims);
      return next;
    }
    List<UUID> gone = remove(job, taskId, model, victims);
    budget.spend(gone.size());
    return gone.isEmpty()
        ? List.of()
        : expandFrom(job, taskId, new Task.Work.Expand(plural, gone, null, null), budget);
  }

  private List<UUID> remove(Job job, String taskId, ModelDefinition model, List<Victim> victims) {
    settle(job, taskId);
    boolean root = victims.size() == 1 && victims.getFirst().id().equals(job.rootId());
    VictimRemoval.Removal removed =
        removal.remove(
            job.id(),
            taskId,
            Journal.Subject.TASK,
            model,
            victims,
            root ? job.expectedVersion() : null,
            Map.of());
    removeCauses(model, removed.dropped());
    return removed.gone();
  }

  /** The parents through which these were found are gone for good: the references may go. */
  private void removeCauses(ModelDefinition model, List<Victim> dropped) {
    around.remove(dropped.stream().flatMap(v -> around.causeKey(model, v).stream()).toList());
  }

  private void settle(Job job, String taskId) {
    removal.settle(job.id(), taskId, journal.remains(job.id(), taskId).open());
  }

  /**
   * What the job did, once none of its tasks is left. A delivery that died, or still sleeps, beside
   * the one that finished its task may have left deletions that nobody accounted for.
   */
  Totals finalTotals(Job job) {
    Map<String, List<Journal.Intent>> open = new LinkedHashMap<>();
    Totals totals = journal.totals(job.id(), open);
    if (open.isEmpty()) {
      return totals;
    }
    open.forEach((taskId, intents) -> removal.settle(job.id(), taskId, intents));
    return journal.totals(job.id());
  }

  /** Continues with what refers to victims that are gone, until the budget is spent. */
  List<Task> expand(Job job, String taskId, Task.Work.Expand work, Budget budget) {
    settle(job, taskId);
    return expandFrom(job, taskId, work, budget);
  }

  private List<Task> expandFrom(Job job, String taskId, Task.Work.Expand work, Budget budget) {
    List<Task> next = new ArrayList<>();
    List<Task.Work.Expand> left =
        expansion.expand(
            work,
            budget,
            _ -> true,
            (constraint, chunk) -> {
              next.addAll(visit(job, taskId, constraint, chunk));
              budget.spend(chunk.size());
            });
    for (Task.Work.Expand rest : left) {
      next.add(Task.following(taskId, Task.Phase.DELETE, 0, rest));
    }
    return next;
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
        referring(constraint, chunk);
        yield List.of();
      }
    };
  }

  private void nullify(
      Job job, String taskId, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    String stamp = job.id() + "/" + taskId;
    List<Resolution> resolutions =
        around.platform().parallel().map(chunk, c -> children.nullify(constraint, c, stamp));
    List<UUID> nulled = new ArrayList<>();
    List<UUID> before = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      switch (resolutions.get(i)) {
        case Resolution.Nulled() -> nulled.add(chunk.get(i).child());
        case Resolution.NulledBefore() -> before.add(chunk.get(i).child());
        case Resolution.Harmless(), Resolution.Refers(_) -> {}
      }
    }
    // The account first: a redelivery finds these children through the references.
    if (around.take(Step.JOURNAL_BEFORE_REFERENCES_GO)) {
      accountNulled(job, taskId, constraint, nulled, before);
      releasePlaces(constraint, chunk);
      removeReferences(constraint, chunk);
    } else {
      removeReferences(constraint, chunk);
      accountNulled(job, taskId, constraint, nulled, before);
    }
  }

  /** No one can be the one child of a parent that is gone: the claims on that place may go. */
  private void releasePlaces(ForeignKeyConstraint constraint, List<Candidate> chunk) {
    if (constraint.single()) {
      claims.release(
          chunk.stream()
              .map(
                  c ->
                      new ClaimRelease.Claim(
                          c.child(),
                          Keys.claim(
                              constraint.childPlural(), constraint.field(), c.parent().toString())))
              .toList());
    }
  }

  private void accountNulled(
      Job job,
      String taskId,
      ForeignKeyConstraint constraint,
      List<UUID> nulled,
      List<UUID> before) {
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
    ModelDefinition model = around.childOf(constraint);
    List<Victim> victims = new ArrayList<>();
    Map<UUID, Slot.Present> known = new LinkedHashMap<>();
    referring(constraint, chunk)
        .forEach(
            (candidate, child) -> {
              victims.add(
                  new Victim(
                      candidate.child(), new Victim.Cause(constraint.id(), candidate.parent())));
              known.put(candidate.child(), child);
            });
    if (model.referencedBy().isEmpty()) {
      VictimRemoval.Removal removed =
          removal.remove(job.id(), taskId, Journal.Subject.CHILDREN, model, victims, null, known);
      removeCauses(model, removed.dropped());
      return List.of();
    }
    List<Task> next = new ArrayList<>();
    int size = around.settings().taskSize();
    for (int from = 0; from < victims.size(); from += size) {
      List<Victim> part = List.copyOf(victims.subList(from, Math.min(victims.size(), from + size)));
      next.add(
          Task.following(taskId, Task.Phase.DELETE, 0, new Task.Work.Delete(model.plural(), part)));
    }
    return next;
  }

  /** Those that refer to their parents; the references of all others go, for no one needs them. */
  private Map<Candidate, Slot.Present> referring(
      ForeignKeyConstraint constraint, List<Candidate> chunk) {
    List<Resolution> resolutions =
        around
            .platform()
            .parallel()
            .map(
                chunk,
                c ->
                    children.resolve(
                        constraint, c, Step.FENCE_ABSENT_CHILD, Step.BUMP_MOVED_CHILD));
    Map<Candidate, Slot.Present> referring = new LinkedHashMap<>();
    List<Candidate> harmless = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      if (resolutions.get(i) instanceof Resolution.Refers(Slot.Present child)) {
        referring.put(chunk.get(i), child);
      } else {
        harmless.add(chunk.get(i));
      }
    }
    removeReferences(constraint, harmless);
    return referring;
  }

  private void removeReferences(ForeignKeyConstraint constraint, List<Candidate> candidates) {
    around.remove(
        candidates.stream().map(c -> Keys.reference(constraint, c.parent(), c.child())).toList());
  }
}
