package dev.ligature.cascade;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Protection;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.cascade.job.Totals;
import dev.ligature.cascade.job.Victim;
import dev.ligature.cascade.plan.DecidingModels;
import dev.ligature.data.generation.Generations;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.data.write.TraceRemoval;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes entities with all that follows from it ({@code docs/protocols.md}, "Delete P"). An entity
 * of a model that nothing refers to goes at once. Any other delete becomes a job that is durable
 * before its first effect; the caller works on it within a budget, the queue does the rest.
 *
 * <p>Safe for many threads, processes and machines.
 */
public final class CascadeHandler {

  private static final System.Logger LOG = System.getLogger(CascadeHandler.class.getName());
  private static final int MAX_ROUNDS = 50;

  private final CascadeContext context;
  private final CascadeSettings settings;
  private final DecidingModels deciding;
  private final JobRecords records;
  private final OpenMarkers markers;
  private final Generations generations;
  private final CascadeWorker worker;
  private final TaskQueue queue;

  /** Its parts are put together by the engine. */
  public CascadeHandler(
      CascadeSettings settings,
      JobRecords records,
      OpenMarkers markers,
      JobRules rules,
      Generations generations,
      CascadeWorker worker,
      TaskQueue queue) {
    this.context = rules.own().context();
    this.settings = settings;
    this.deciding = new DecidingModels(context.schema());
    this.records = records;
    this.markers = markers;
    this.generations = generations;
    this.worker = worker;
    this.queue = queue;
  }

  /** Deletes an entity. */
  public DeleteResult delete(ModelDefinition model, UUID id, DeleteOptions options) {
    return delete(model, new Victim(id, null), options);
  }

  /**
   * Deletes an entity, whatever its version by now, and returns the counts of what the delete did.
   * That it is gone already is no error: then nothing was left to do.
   *
   * @throws RejectedDeleteException if another delete that has not decided yet holds the entity
   */
  public CascadeResult handleDelete(Entity entity) {
    return handleDelete(entity.model(), entity.id());
  }

  /** As {@link #handleDelete(Entity)}. */
  public CascadeResult handleDelete(ModelDefinition model, UUID id) {
    DeleteResult result = delete(model, id, DeleteOptions.defaults());
    return switch (result) {
      case DeleteResult.Accepted done ->
          new CascadeResult(done.jobId(), done.state(), done.cascaded(), done.setNull(), List.of());
      case DeleteResult.Refused(UUID jobId, List<Protection> protections) ->
          new CascadeResult(jobId, JobState.BLOCKED, 0, 0, protections);
      case DeleteResult.NotFound _ -> new CascadeResult(null, JobState.COMPLETED, 0, 0, List.of());
      case DeleteResult.VersionMismatch _, DeleteResult.BeingDeleted _ ->
          throw new RejectedDeleteException(result);
    };
  }

  /**
   * Deletes an orphan: only while it still refers to that parent. What refers to it follows its own
   * rules.
   */
  public DeleteResult deleteOrphan(
      ModelDefinition model, UUID id, ForeignKeyConstraint constraint, UUID parent) {
    return delete(
        model,
        new Victim(id, new Victim.Cause(constraint.id(), parent), true),
        DeleteOptions.defaults());
  }

  private DeleteResult delete(ModelDefinition model, Victim root, DeleteOptions options) {
    // Before the entity is read: whoever announces a newer schema from now on stamps it.
    generations.mine();
    Lookup lookup = context.read(model, root.id());
    if (!(lookup instanceof Lookup.Present present) || !context.stillVictim(root, present)) {
      return new DeleteResult.NotFound(model.plural(), root.id());
    }
    DeletionState state = context.marks().deletionOf(present);
    if (state == DeletionState.GONE) {
      return new DeleteResult.NotFound(model.plural(), root.id());
    }
    Long expected = options.expectedVersion();
    if (expected != null && expected != present.entity().version()) {
      return new DeleteResult.VersionMismatch(present.entity().version());
    }
    // A delete that plans meets the other plan at the mark. One that does not would make it start
    // again, and a large plan, with many such deletes beside it, would never come to its end. And a
    // sweep comes upon the same orphan again and again: one plan to delete it is enough.
    boolean meetsAtTheMark = deciding.mustPlan(model) && root.cause() == null;
    if (state == DeletionState.CONDEMNED && !meetsAtTheMark) {
      return new DeleteResult.BeingDeleted(model.plural(), root.id());
    }
    return model.referencedBy().isEmpty()
        ? deleteLeaf(model, root, present, expected)
        : deleteByJob(model, root, options);
  }

  /** Requests: the GET before, one DELETE, and one for all its references. */
  private DeleteResult deleteLeaf(
      ModelDefinition model, Victim root, Lookup.Present first, @Nullable Long expected) {
    String key = Keys.entity(model.plural(), root.id());
    Lookup lookup = first;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      if (!(lookup instanceof Lookup.Present present) || !context.stillVictim(root, present)) {
        return new DeleteResult.NotFound(model.plural(), root.id());
      }
      Optional<DeleteResult> refusal = refusal(present, expected);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      switch (context.store().delete(key, Precondition.ifMatch(present.etag()))) {
        case DELETED, UNCERTAIN -> {
          removeTraces(present);
          return new DeleteResult.Accepted(null, JobState.COMPLETED, 0, 0, Map.of());
        }
        case CHANGED -> lookup = context.read(model, root.id());
        case MISSING -> {
          return new DeleteResult.NotFound(model.plural(), root.id());
        }
        case THROTTLED, FAILED ->
            throw StoreException.uncertain(
                StoreException.Kind.RETRY, "S3 refused a delete for now", null);
      }
    }
    throw StoreException.notApplied(StoreException.Kind.RETRY, key + " changes all the time", null);
  }

  /** Why an entity that nothing refers to may not be deleted as it was read; empty if it may. */
  private Optional<DeleteResult> refusal(Lookup.Present present, @Nullable Long expected) {
    Entity entity = present.entity();
    if (expected != null && expected != entity.version()) {
      return Optional.of(new DeleteResult.VersionMismatch(entity.version()));
    }
    generations.requireNoNewer(present.stamp());
    String plural = entity.model().plural();
    return switch (context.marks().deletionOf(present)) {
      case GONE -> Optional.of(new DeleteResult.NotFound(plural, entity.id()));
      case CONDEMNED -> Optional.of(new DeleteResult.BeingDeleted(plural, entity.id()));
      case CLEAR -> Optional.empty();
    };
  }

  private void removeTraces(Lookup.Present gone) {
    EntityKeys keys = context.keysOf(gone);
    context
        .traces()
        .remove(
            keys.own(),
            keys.claims().values().stream()
                .map(claim -> new TraceRemoval.Claim(gone.entity().id(), claim))
                .toList());
  }

  private DeleteResult deleteByJob(ModelDefinition model, Victim root, DeleteOptions options) {
    Instant begun = context.store().time();
    Job job = newJob(model, root, options, begun);
    List<Task> tasks = firstTasks(job);
    Duration time = options.inline() == null ? settings.inlineTime() : options.inline();
    boolean inline = !time.isZero() && settings.inlineVictims() > 0;
    begin(job, tasks, begun);
    if (inline) {
      workInline(job, tasks.getLast(), time);
    } else {
      queue.send(TaskMessage.of(job.id(), tasks.getLast().id()), Duration.ZERO);
    }
    return result(model, asItStands(job));
  }

  /** A job that was accepted is told of, if only as it was accepted. */
  private Job asItStands(Job accepted) {
    try {
      return records.read(accepted.id()).orElse(accepted);
    } catch (StoreException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "job " + accepted.id() + ": it was accepted, and how far it is cannot be read",
          e);
      return accepted;
    }
  }

  private Job newJob(ModelDefinition model, Victim root, DeleteOptions options, Instant begun) {
    boolean planned = deciding.mustPlan(model);
    return new Job(
        // Of two jobs that meet the older has its way, and old ones expire: by the store's clock.
        context.platform().ids().next(begun),
        planned ? JobState.PLANNING : JobState.RUNNING,
        !planned,
        1,
        model.plural(),
        root,
        options.expectedVersion(),
        generations.mine(),
        begun,
        null,
        Totals.none(),
        List.of(),
        List.of(),
        null,
        null);
  }

  /** The tasks that a job begins with; the last of them is due first. */
  private static List<Task> firstTasks(Job job) {
    if (job.committed()) {
      return List.of(Task.root());
    }
    Task.Work condemn = new Task.Work.Condemn(job.plural(), List.of(job.root()));
    return List.of(Task.root(), new Task(TaskId.first(job.attempt()), condemn));
  }

  /** Writes, in its order, what must stand before the first effect. */
  private void begin(Job job, List<Task> tasks, Instant begun) {
    context
        .steps()
        .inOrder(Step.OPEN_BEFORE_TASKS, () -> open(job), () -> writeDown(job, tasks, begun));
  }

  /**
   * Puts the open marker: from then on a sweep finds whatever is written of the job, and no newer
   * schema comes into force before the job has ended.
   *
   * @throws StoreException if a newer schema was announced, or the watch could not be sent
   */
  private void open(Job job) {
    generations.refuseIfOlder();
    try {
      context
          .steps()
          .inOrder(
              Step.OPEN_BEFORE_SCHEMA_CHECK,
              () -> markers.open(job.id(), job.generation()),
              generations::requireLatest);
      queue.send(new TaskMessage.Watch(job.id()), settings.safetyNet());
    } catch (StoreException e) {
      forget(job, e);
      throw e;
    }
  }

  /** Nothing stands of the job but its marker, which would keep a newer schema waiting. */
  private void forget(Job job, StoreException reason) {
    try {
      markers.close(job.id());
    } catch (StoreException e) {
      // The sweeper removes it in its time.
      reason.addSuppressed(e);
    }
  }

  /**
   * The tasks before the job: a job without tasks would be taken for one that is done.
   *
   * @throws StoreException if the job was given up. The open marker stays then, for a lost try of a
   *     task's PUT may land after the task was removed
   */
  private void writeDown(Job job, List<Task> tasks, Instant begun) {
    List<Boolean> written = new ArrayList<>();
    context
        .steps()
        .inOrder(
            Step.TASKS_BEFORE_JOB,
            () -> written.addAll(writeTasks(job, tasks, begun)),
            () -> written.add(!written.contains(false) && records.create(job, begun)));
    if (written.contains(false)) {
      tasks.forEach(task -> records.removeTask(new TaskRef(job.id(), task.id())));
      throw StoreException.notApplied(
          StoreException.Kind.RETRY, "the delete was given up: it took too long to begin", null);
    }
  }

  private List<Boolean> writeTasks(Job job, List<Task> tasks, Instant begun) {
    return context
        .platform()
        .parallel()
        .map(tasks, task -> records.writeFirst(job.id(), task, begun));
  }

  private void workInline(Job job, Task first, Duration time) {
    InstantSource clock = context.platform().clock();
    Budget budget = new Budget(clock, clock.instant().plus(time), settings.inlineVictims());
    InlineQueue inline = new InlineQueue(queue);
    inline.send(TaskMessage.of(job.id(), first.id()), Duration.ZERO);
    try {
      while (!inline.isEmpty() && !budget.spent()) {
        worker.work(inline.first(), budget, inline);
        inline.removeFirst();
      }
    } catch (StoreException | CorruptObjectException e) {
      // The job is durable: what the caller cannot do now, the workers will, or the job stalls.
      LOG.log(
          System.Logger.Level.WARNING,
          "job " + job.id() + ": the caller hands over to the queue",
          e);
    }
    try {
      inline.handOver();
    } catch (StoreException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "job " + job.id() + ": the queue could not be told; its watch will find the tasks",
          e);
    }
  }

  private DeleteResult result(ModelDefinition model, Job job) {
    if (job.state() == JobState.BLOCKED) {
      return new DeleteResult.Refused(job.id(), job.protections());
    }
    if (job.state() == JobState.COMPLETED && !job.totals().rootDeleted()) {
      // Another delete was faster, or another version stands there now.
      return context.read(model, job.rootId()) instanceof Lookup.Present present
              && context.marks().deletionOf(present) != DeletionState.GONE
          ? new DeleteResult.VersionMismatch(present.entity().version())
          : new DeleteResult.NotFound(model.plural(), job.rootId());
    }
    return new DeleteResult.Accepted(
        job.id(),
        job.state(),
        job.totals().cascaded(),
        job.totals().setNull(),
        job.totals().byRelationship());
  }
}
