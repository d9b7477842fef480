package dev.ligature.cascade.plan;

import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Victim;
import dev.ligature.cascade.process.CascadeContext;
import dev.ligature.cascade.process.ChildResolution;
import dev.ligature.cascade.process.ChildResolution.Candidate;
import dev.ligature.cascade.process.ChildResolution.Resolution;
import dev.ligature.cascade.process.Expansion;
import dev.ligature.data.entity.Keys;
import dev.ligature.data.entity.Mark;
import dev.ligature.data.entity.Slot;
import dev.ligature.data.entity.Standing;
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
import java.util.function.Consumer;

/**
 * The first phase of a delete that PROTECT or RESTRICT may refuse: condemns the part of the graph
 * that decides, and collects what stands against it. Nothing that a reader sees changes.
 *
 * <p>A node is condemned <em>before</em> the references to it are listed, as in an ordinary delete
 * it goes before they are listed: whoever sets a reference to it afterwards sees the mark, and
 * whoever set one before is seen here.
 */
public final class Planning {

  private final CascadeContext context;
  private final DecidingModels deciding;
  private final ChildResolution children;
  private final Expansion expansion;
  private final MarkRecords marks;
  private final Verdicts verdicts;

  public Planning(
      CascadeContext context, DecidingModels deciding, MarkRecords marks, Verdicts verdicts) {
    this.context = context;
    this.deciding = deciding;
    this.children = new ChildResolution(context);
    this.expansion = new Expansion(context);
    this.marks = marks;
    this.verdicts = verdicts;
  }

  /** What came of a planning task. */
  public sealed interface Outcome {
    /** It is done, and what follows from it was handed on. */
    record Done() implements Outcome {}

    /** These other jobs, still planning, have condemned some of the entities. */
    record Meets(Set<UUID> jobs) implements Outcome {}
  }

  private sealed interface Condemned {
    record Yes(UUID id) implements Condemned {}

    record No() implements Condemned {}

    record ByOther(UUID jobId) implements Condemned {}
  }

  /**
   * Condemns victims and looks at what refers to them.
   *
   * @param next gets the tasks that are left to do
   */
  public Outcome condemn(
      Job job, String taskId, Task.Work.Condemn work, Budget budget, Consumer<List<Task>> next) {
    ModelDefinition model = context.plural(work.plural());
    List<UUID> ids = work.victims().stream().map(Victim::id).toList();
    boolean markFirst = context.take(Step.MARK_BEFORE_CHECK);
    if (!markFirst) {
      references(job, taskId, work.plural(), ids, budget, next);
    }
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
    if (markFirst) {
      references(job, taskId, work.plural(), condemned, budget, next);
    }
    return new Outcome.Done();
  }

  private void references(
      Job job,
      String taskId,
      String plural,
      List<UUID> condemned,
      Budget budget,
      Consumer<List<Task>> next) {
    if (!condemned.isEmpty()) {
      expand(job, taskId, new Task.Work.Expand(plural, condemned, null, null), budget, next);
    }
  }

  private List<Condemned> mark(
      Job job, String taskId, ModelDefinition model, List<Victim> victims) {
    marks.intend(job, taskId, model.plural(), victims.stream().map(Victim::id).toList());
    return context.platform().parallel().map(victims, victim -> mark(job, taskId, model, victim));
  }

  private Condemned mark(Job job, String taskId, ModelDefinition model, Victim victim) {
    Mark mine = new Mark(job.id(), job.attempt(), taskId);
    String key = Keys.entity(model.plural(), victim.id());
    return context
        .cas(Step.MARK_IF_MATCH)
        .update(
            key,
            object -> {
              if (!(context.read(model, victim.id(), object) instanceof Slot.Present present)) {
                return Cas.Decision.leave(new Condemned.No());
              }
              if (mine.equals(present.mark())) {
                // Condemned by an earlier delivery. Whatever changed since then, it was judged.
                return Cas.Decision.leave(new Condemned.Yes(victim.id()));
              }
              if (!context.stillVictim(victim, present) || !versionFits(job, victim, present)) {
                return Cas.Decision.leave(new Condemned.No());
              }
              Mark other = present.mark();
              if (other != null && other.isOf(job.id(), job.attempt())) {
                // Reached by another way before: the task that condemned it goes on from there.
                return Cas.Decision.leave(new Condemned.No());
              }
              return switch (context.marks().standing(present)) {
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
    return context.codec().write(present.entity(), mine, present.nulledBy(), present.stamp());
  }

  /**
   * Continues with what refers to condemned entities, until the budget is spent.
   *
   * @param next gets the tasks that are left to do
   */
  public void expand(
      Job job, String taskId, Task.Work.Expand work, Budget budget, Consumer<List<Task>> next) {
    List<Task.Work.Expand> left =
        expansion.expand(
            work,
            budget,
            this::follows,
            (constraint, chunk) -> {
              next.accept(visit(job, taskId, constraint, chunk));
              budget.spend(chunk.size());
            });
    next.accept(
        left.stream()
            .map(rest -> context.following(taskId, Task.Phase.CONDEMN, job.attempt(), rest))
            .toList());
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
    List<Victim> referring = referring(job, constraint, chunk);
    if (referring.isEmpty()) {
      return List.of();
    }
    ModelDefinition model = context.childOf(constraint);
    if (constraint.onDelete() == OnDelete.PROTECT) {
      verdicts.against(job, taskId, constraint, referring.stream().map(Victim::id).toList());
      return List.of();
    }
    if (constraint.onDelete() == OnDelete.RESTRICT) {
      // Whether they are in the delete set is known only when everything is condemned.
      if (!context.take(Step.RESTRICT_AFTER_ALL_MARKS)) {
        judge(job, taskId, new Task.Work.Judge(constraint.id(), referring));
        return List.of();
      }
      return List.of(
          context.following(
              taskId,
              Task.Phase.JUDGE,
              job.attempt(),
              new Task.Work.Judge(constraint.id(), referring)));
    }
    List<Task> next = new ArrayList<>();
    int size = context.taskSize();
    for (int from = 0; from < referring.size(); from += size) {
      List<Victim> part =
          List.copyOf(referring.subList(from, Math.min(referring.size(), from + size)));
      next.add(
          context.following(
              taskId,
              Task.Phase.CONDEMN,
              job.attempt(),
              new Task.Work.Condemn(model.plural(), part)));
    }
    return next;
  }

  /** Those that live and refer to their parents; races with writes under way are closed. */
  private List<Victim> referring(Job job, ForeignKeyConstraint constraint, List<Candidate> chunk) {
    // The bodies are let go within each step: a chunk of large entities must not add up.
    return context.platform().parallel().map(chunk, c -> referring(job, constraint, c)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Victim> referring(
      Job job, ForeignKeyConstraint constraint, Candidate candidate) {
    Resolution resolution =
        children.resolve(
            job.id(), constraint, candidate, Step.FENCE_WHILE_PLANNING, Step.BUMP_WHILE_PLANNING);
    return resolution instanceof Resolution.Refers
        ? Optional.of(candidate.victim(constraint))
        : Optional.empty();
  }

  /** Judges RESTRICT: whoever still refers and is not in the delete set stands against the job. */
  public void judge(Job job, String taskId, Task.Work.Judge work) {
    ForeignKeyConstraint constraint =
        context.schema().constraints().stream()
            .filter(k -> k.id().equals(work.relationship()))
            .findFirst()
            .orElseThrow();
    ModelDefinition model = context.childOf(constraint);
    List<Boolean> standsAgainst =
        context
            .platform()
            .parallel()
            .map(
                work.referrers(),
                referrer ->
                    context.read(model, referrer.id()) instanceof Slot.Present present
                        && context.stillVictim(referrer, present)
                        && !(present.mark() != null && present.mark().isOf(job.id(), job.attempt()))
                        && context.marks().standing(present) != Standing.GONE);
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
