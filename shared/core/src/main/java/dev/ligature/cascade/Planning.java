package dev.ligature.cascade;

import dev.ligature.cascade.ChildResolution.Candidate;
import dev.ligature.cascade.ChildResolution.Resolution;
import dev.ligature.data.Keys;
import dev.ligature.data.Mark;
import dev.ligature.data.Slot;
import dev.ligature.data.Standing;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.store.Cas;
import dev.ligature.store.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The first phase of a delete that PROTECT or RESTRICT may refuse: condemns the part of the graph
 * that decides, and collects what stands against it. Nothing that a reader sees changes.
 *
 * <p>A node is condemned <em>before</em> the references to it are listed, as in an ordinary delete
 * it goes before they are listed: whoever sets a reference to it afterwards sees the mark, and
 * whoever set one before is seen here.
 */
final class Planning {

  private final Surroundings around;
  private final DecidingModels deciding;
  private final ChildResolution children;
  private final Expansion expansion;
  private final MarkRecords marks;
  private final Verdicts verdicts;

  Planning(Surroundings around, DecidingModels deciding, MarkRecords marks, Verdicts verdicts) {
    this.around = around;
    this.deciding = deciding;
    this.children = new ChildResolution(around);
    this.expansion = new Expansion(around);
    this.marks = marks;
    this.verdicts = verdicts;
  }

  /** What came of a planning task. */
  sealed interface Outcome {
    /** It is done; these follow. */
    record Done(List<Task> next) implements Outcome {}

    /** These other jobs, still planning, have condemned some of the entities. */
    record Meets(Set<UUID> jobs) implements Outcome {}
  }

  private sealed interface Condemned {
    record Yes(UUID id) implements Condemned {}

    record No() implements Condemned {}

    record ByOther(UUID jobId) implements Condemned {}
  }

  /** Condemns victims and looks at what refers to them. */
  Outcome condemn(Job job, String taskId, Task.Work.Condemn work, Budget budget) {
    ModelDefinition model = around.plural(work.plural());
    List<UUID> ids = work.victims().stream().map(Victim::id).toList();
    Optional<List<Task>> tooEarly =
        around.take(Step.MARK_BEFORE_CHECK)
            ? Optional.empty()
            : Optional.of(references(job, taskId, work.plural(), ids, budget));
    List<Condemned> results = mark(job, taskId, model, work.victims());
    Set<UUID> others = new LinkedHashSet<>();
    List<UUID> condemned = new ArrayList<>();
    for (Condemned result : results) {
      switch (result) {
        case Condemned.Yes(UUID id) -> condemned.add(id);
        case Condemned.ByOther(UUID other) -> others.add(other);
        case Condemned.No() -> {}
      }
    }
    if (!others.isEmpty()) {
      return new Outcome.Meets(others);
    }
    budget.spend(condemned.size());
    return new Outcome.Done(
        tooEarly.orElseGet(() -> references(job, taskId, work.plural(), condemned, budget)));
  }

  private List<Task> references(
      Job job, String taskId, String plural, List<UUID> condemned, Budget budget) {
    return condemned.isEmpty()
        ? List.of()
        : expand(job, taskId, new Task.Work.Expand(plural, condemned, null, null), budget);
  }

  private List<Condemned> mark(
      Job job, String taskId, ModelDefinition model, List<Victim> victims) {
    marks.intend(job, model.plural(), victims.stream().map(Victim::id).toList());
    return around.platform().parallel().map(victims, victim -> mark(job, taskId, model, victim));
  }

  private Condemned mark(Job job, String taskId, ModelDefinition model, Victim victim) {
    Mark mine = new Mark(job.id(), job.attempt(), taskId);
    String key = Keys.entity(model.plural(), victim.id());
    return around
        .cas(Step.MARK_IF_MATCH)
        .update(
            key,
            object -> {
              if (!(around.read(model, victim.id(), object) instanceof Slot.Present present)
                  || !around.stillVictim(victim, present)
                  || !versionFits(job, victim, present)) {
                return Cas.Decision.leave(new Condemned.No());
              }
              if (mine.equals(present.mark())) {
                return Cas.Decision.leave(new Condemned.Yes(victim.id()));
              }
              Mark other = present.mark();
              if (other != null && other.isOf(job.id(), job.attempt())) {
                // Reached by another way before: the task that condemned it goes on from there.
                return Cas.Decision.leave(new Condemned.No());
              }
              return switch (around.marks().standing(other)) {
                case CLEAR ->
                    Cas.Decision.write(marked(present, mine), new Condemned.Yes(victim.id()));
                case GONE -> Cas.Decision.leave(new Condemned.No());
                case CONDEMNED ->
                    Cas.Decision.leave(
                        other == null || other.jobId().equals(job.id())
                            ? new Condemned.No()
                            : new Condemned.ByOther(other.jobId()));
              };
            });
  }

  private static boolean versionFits(Job job, Victim victim, Slot.Present present) {
    return job.expectedVersion() == null
        || !victim.id().equals(job.rootId())
        || job.expectedVersion() == present.entity().version();
  }

  private byte[] marked(Slot.Present present, Mark mine) {
    return around.codec().write(present.entity(), mine, present.nulledBy());
  }

  /** Continues with what refers to condemned entities, until the budget is spent. */
  List<Task> expand(Job job, String taskId, Task.Work.Expand work, Budget budget) {
    List<Task> next = new ArrayList<>();
    List<Task.Work.Expand> left =
        expansion.expand(
            work,
            budget,
            this::follows,
            (constraint, chunk) -> {
              next.addAll(visit(job, taskId, constraint, chunk));
              budget.spend(chunk.size());
            });
    for (Task.Work.Expand rest : left) {
      next.add(Task.following(taskId, Task.Phase.CONDEMN, job.attempt(), rest));
    }
    return next;
  }

  private boolean follows(ForeignKeyConstraint constraint) {
    return switch (constraint.onDelete()) {
      case PROTECT, RESTRICT -> true;
      case CASCADE -> deciding.decides(constraint.child());
      case SET_NULL, DO_NOTHING -> false;
    };
  }

  private List<Task> visit(
      Job job, String taskId, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    List<Victim> referring = referring(constraint, chunk);
    if (referring.isEmpty()) {
      return List.of();
    }
    ModelDefinition model = around.childOf(constraint);
    if (constraint.onDelete() == OnDelete.PROTECT) {
      verdicts.against(job, taskId, constraint, referring.stream().map(Victim::id).toList());
      return List.of();
    }
    if (constraint.onDelete() == OnDelete.RESTRICT) {
      // Whether they are in the delete set is known only when everything is condemned.
      if (!around.take(Step.RESTRICT_AFTER_ALL_MARKS)) {
        judge(job, taskId, new Task.Work.Judge(constraint.id(), referring));
        return List.of();
      }
      return List.of(
          Task.following(
              taskId,
              Task.Phase.JUDGE,
              job.attempt(),
              new Task.Work.Judge(constraint.id(), referring)));
    }
    List<Task> next = new ArrayList<>();
    int size = around.settings().taskSize();
    for (int from = 0; from < referring.size(); from += size) {
      List<Victim> part =
          List.copyOf(referring.subList(from, Math.min(referring.size(), from + size)));
      next.add(
          Task.following(
              taskId,
              Task.Phase.CONDEMN,
              job.attempt(),
              new Task.Work.Condemn(model.plural(), part)));
    }
    return next;
  }

  /** Those that live and refer to their parents; races with writes under way are closed. */
  private List<Victim> referring(ForeignKeyConstraint constraint, List<Candidate> chunk) {
    List<Resolution> resolutions =
        around
            .platform()
            .parallel()
            .map(
                chunk,
                c ->
                    children.resolve(
                        constraint, c, Step.FENCE_WHILE_PLANNING, Step.BUMP_WHILE_PLANNING));
    List<Victim> referring = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      if (resolutions.get(i) instanceof Resolution.Refers(Slot.Present child)
          && around.marks().standing(child.mark()) != Standing.GONE) {
        referring.add(
            new Victim(
                chunk.get(i).child(), new Victim.Cause(constraint.id(), chunk.get(i).parent())));
      }
    }
    return referring;
  }

  /** Judges RESTRICT: whoever still refers and is not in the delete set stands against the job. */
  void judge(Job job, String taskId, Task.Work.Judge work) {
    ForeignKeyConstraint constraint =
        around.schema().constraints().stream()
            .filter(k -> k.id().equals(work.relationship()))
            .findFirst()
            .orElseThrow();
    ModelDefinition model = around.childOf(constraint);
    List<Boolean> standsAgainst =
        around
            .platform()
            .parallel()
            .map(
                work.referrers(),
                referrer ->
                    around.read(model, referrer.id()) instanceof Slot.Present present
                        && around.stillVictim(referrer, present)
                        && !(present.mark() != null && present.mark().isOf(job.id(), job.attempt()))
                        && around.marks().standing(present.mark()) != Standing.GONE);
    List<UUID> against = new ArrayList<>();
    for (int i = 0; i < standsAgainst.size(); i++) {
      if (standsAgainst.get(i)) {
        against.add(work.referrers().get(i).id());
      }
    }
    if (!against.isEmpty()) {
      verdicts.against(job, taskId, constraint, against);
    }
  }
}
