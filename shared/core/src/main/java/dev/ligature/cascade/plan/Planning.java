package dev.ligature.cascade.plan;

import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Mark;
import dev.ligature.cascade.graph.Assignment;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.graph.ChildResolution;
import dev.ligature.cascade.graph.ChildResolution.Candidate;
import dev.ligature.cascade.graph.ChildResolution.Resolution;
import dev.ligature.cascade.graph.ReferenceWalk;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Victim;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Cas;
import dev.ligature.store.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Gatherers;

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
  private final MarkRecords marks;
  private final Verdicts verdicts;

  public Planning(
      CascadeContext context, DecidingModels deciding, MarkRecords marks, Verdicts verdicts) {
    this.context = context;
    this.deciding = deciding;
    this.children = new ChildResolution(context);
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

  /** Condemns victims and looks at what refers to them. */
  public Outcome condemn(Assignment work, Task.Work.Condemn condemn) {
    ModelDefinition model = context.plural(condemn.plural());
    Set<UUID> parents = Victim.ids(condemn.victims());
    Set<UUID> others = new LinkedHashSet<>();
    context
        .steps()
        .inOrder(
            Step.MARK_BEFORE_CHECK,
            () -> parents.retainAll(mark(work, model, condemn.victims(), others)),
            () ->
                expand(
                    work, new Task.Work.Expand(model.plural(), List.copyOf(parents), null, null)));
    return others.isEmpty() ? new Outcome.Done() : new Outcome.Meets(others);
  }

  /**
   * Condemns victims.
   *
   * @param others to this set go the jobs that have condemned some of them
   * @return those below which this task goes on; none if there are other jobs, for the task comes
   *     again then
   */
  private Set<UUID> mark(
      Assignment work, ModelDefinition model, List<Victim> victims, Set<UUID> others) {
    marks.intend(work.task(), model.plural(), victims.stream().map(Victim::id).toList());
    Set<UUID> condemned = new HashSet<>();
    for (Condemned result :
        context.platform().parallel().map(victims, victim -> mark(work, model, victim))) {
      switch (result) {
        case Condemned.Yes(UUID id) -> condemned.add(id);
        case Condemned.ByOther(UUID other) -> others.add(other);
        case Condemned.No() -> {}
      }
    }
    if (!others.isEmpty()) {
      return Set.of();
    }
    work.budget().spend(condemned.size());
    return condemned;
  }

  private Condemned mark(Assignment work, ModelDefinition model, Victim victim) {
    Job job = work.job();
    Mark mine = new Mark(job.id(), job.attempt(), work.task().id().toString());
    String key = Keys.entity(model.plural(), victim.id());
    return context
        .cas(Step.MARK_IF_MATCH)
        .update(
            key,
            object ->
                context.read(model, victim.id(), object) instanceof Lookup.Present present
                    ? condemn(job, victim, present, mine)
                    : Cas.Decision.leave(new Condemned.No()));
  }

  private Cas.Decision<Condemned> condemn(
      Job job, Victim victim, Lookup.Present present, Mark mine) {
    Mark found = present.mark();
    if (mine.equals(found)) {
      // Condemned by an earlier delivery. Whatever changed since then, it was judged.
      return Cas.Decision.leave(new Condemned.Yes(victim.id()));
    }
    if (!context.stillVictim(victim, present) || !versionFits(job, victim, present)) {
      return Cas.Decision.leave(new Condemned.No());
    }
    if (found != null && found.isOf(job.id(), job.attempt())) {
      // Reached by another way before: the task that condemned it goes on from there.
      return Cas.Decision.leave(new Condemned.No());
    }
    return switch (context.marks().deletionOf(present)) {
      case CLEAR -> Cas.Decision.write(marked(present, mine), new Condemned.Yes(victim.id()));
      case GONE -> Cas.Decision.leave(new Condemned.No());
      case CONDEMNED ->
          Cas.Decision.leave(
              found == null || found.jobId().equals(job.id())
                  ? new Condemned.No()
                  : new Condemned.ByOther(found.jobId()));
    };
  }

  private static boolean versionFits(Job job, Victim victim, Lookup.Present present) {
    return job.expectedVersion() == null
        || !victim.id().equals(job.rootId())
        || job.expectedVersion() == present.entity().version();
  }

  private byte[] marked(Lookup.Present present, Mark mine) {
    return context.codec().write(present.entity(), mine, present.nulledBy(), present.stamp());
  }

  /** Continues with what refers to condemned entities, until the budget is spent. */
  public void expand(Assignment work, Task.Work.Expand below) {
    ReferenceWalk walk = new ReferenceWalk(context, below, work.budget(), this::follows);
    while (walk.hasNext()) {
      ReferenceWalk.Chunk chunk = walk.next();
      List<Victim> referring = referring(work.job(), chunk.key(), chunk.candidates());
      if (!referring.isEmpty()) {
        decide(work, chunk.key(), referring);
      }
      work.budget().spend(chunk.candidates().size());
    }
    work.followUps().add(TaskId.Phase.CONDEMN, work.job().attempt(), walk.left());
  }

  private boolean follows(ForeignKeyConstraint constraint) {
    return switch (constraint.onDelete()) {
      case PROTECT, RESTRICT -> true;
      case CASCADE -> deciding.decides(constraint.child());
      case SET_NULL, DO_NOTHING -> false;
    };
  }

  /** What it means for the delete that these live and refer to what it has condemned. */
  private void decide(Assignment work, ForeignKeyConstraint constraint, List<Victim> referring) {
    switch (constraint.onDelete()) {
      case PROTECT ->
          verdicts.against(
              work.job(),
              work.task().id(),
              constraint,
              referring.stream().map(Victim::id).toList());
      case RESTRICT -> restrict(work, new Task.Work.Judge(constraint.id(), referring));
      case CASCADE ->
          work.followUps()
              .add(
                  TaskId.Phase.CONDEMN,
                  work.job().attempt(),
                  referring.stream()
                      .gather(Gatherers.windowFixed(context.taskSize()))
                      .map(part -> new Task.Work.Condemn(constraint.childPlural(), part))
                      .toList());
      case SET_NULL, DO_NOTHING ->
          throw new IllegalStateException(constraint.id() + " decides nothing");
    }
  }

  private void restrict(Assignment work, Task.Work.Judge judge) {
    // Whether they are in the delete set is known only when everything is condemned.
    if (context.take(Step.RESTRICT_AFTER_ALL_MARKS)) {
      work.followUps().add(TaskId.Phase.JUDGE, work.job().attempt(), List.of(judge));
    } else {
      judge(work, judge);
    }
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
  public void judge(Assignment work, Task.Work.Judge judge) {
    Job job = work.job();
    ForeignKeyConstraint constraint =
        context.schema().constraints().stream()
            .filter(k -> k.id().equals(judge.relationship()))
            .findFirst()
            .orElseThrow();
    ModelDefinition model = context.childOf(constraint);
    List<Boolean> standsAgainst =
        context
            .platform()
            .parallel()
            .map(judge.referrers(), referrer -> standsAgainst(job, model, referrer));
    List<UUID> against = new ArrayList<>();
    for (int i = 0; i < standsAgainst.size(); i++) {
      if (standsAgainst.get(i)) {
        against.add(judge.referrers().get(i).id());
      }
    }
    if (!against.isEmpty()) {
      verdicts.against(job, work.task().id(), constraint, against);
    }
  }

  private boolean standsAgainst(Job job, ModelDefinition model, Victim referrer) {
    return context.read(model, referrer.id()) instanceof Lookup.Present present
        && context.stillVictim(referrer, present)
        && !(present.mark() != null && present.mark().isOf(job.id(), job.attempt()))
        && context.marks().deletionOf(present) != DeletionState.GONE;
  }
}
