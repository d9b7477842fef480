package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.TaskDelivery;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.OpenMarkers;
import dev.ligature.data.EntityService;
import dev.ligature.data.entity.Entity;
import dev.ligature.data.entity.JobState;
import dev.ligature.data.entity.Keys;
import dev.ligature.data.write.SureDeletes;
import dev.ligature.data.write.WriteResult;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.engine.ScheduledStore;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedPlatform;
import dev.ligature.simulation.engine.SimulatedQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.generate.Row;
import dev.ligature.simulation.reference.ReferenceStore;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import dev.ligature.sweep.OrphanSweeper;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The real system on a simulated bucket and queue: what clients, workers and sweepers call, the
 * record of what was asked and answered, and the way to rest and judgement.
 */
public final class Setting {

  /** No invocation lives longer than this, as on Lambda. */
  public static final long LIFETIME_MILLIS = 15 * 60_000L;

  /** Shorter than an invocation may take, so that a message comes again while it is worked on. */
  private static final long SHORT_VISIBILITY_MILLIS = 90_000;

  /** As deployed: what is delivered last, nobody works on any more. */
  private static final long LONG_VISIBILITY_MILLIS = LIFETIME_MILLIS + 60_000;

  private static final int WORKERS = 3;

  /**
   * What is chosen for a setting.
   *
   * @param pageSize most keys on a page of a listing
   * @param width steps that run side by side
   * @param steps protocol steps that are taken
   * @param cascade limits of cascades
   * @param sweep limits of sweeps
   * @param workerBudget victims that a worker handles in one invocation at most
   * @param maxReceives deliveries of a message before the queue gives it up
   */
  public record Options(
      int pageSize,
      int width,
      Steps steps,
      CascadeSettings cascade,
      SweepSettings sweep,
      long workerBudget,
      int maxReceives) {

    /** More deliveries than there are faults in a run: nothing is given up. */
    public static final int PATIENT = 50;

    /** Small worlds explored whole: one thing after the other, nothing inline left over. */
    public static Options plain(Steps steps) {
      return new Options(
          ObjectStore.MAX_BATCH,
          1,
          steps,
          CascadeSettings.defaults(),
          SweepSettings.defaults(),
          Long.MAX_VALUE,
          PATIENT);
    }
  }

  private final Schema schema;
  private final Scheduler scheduler;
  private final FaultPlan faults;
  private final SimulatedStore bare;
  private final Platform platform;
  private final Platform quiet;
  private final Setup setup;
  private final EntityService service;
  private final CascadeHandler cascade;
  private final CascadeWorker worker;
  private final TaskDelivery delivery;
  private final OrphanSweeper sweeper;
  private final JobService jobs;
  private final OpenMarkers markers;
  private final List<UUID> cancelled = new ArrayList<>();
  private final SimulatedQueue queue;
  private final Truth truth;
  private final List<Request> requests = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final long workerBudget;
  private final Steps steps;
  private boolean calm;
  private int retries;

  /** Puts a setting together; nothing runs yet. */
  public Setting(
      Schema schema,
      Scheduler scheduler,
      FaultPlan faults,
      SplittableRandom random,
      Options options) {
    this.schema = schema;
    this.scheduler = scheduler;
    this.faults = faults;
    this.workerBudget = options.workerBudget();
    this.steps = options.steps();
    this.bare = new SimulatedStore(SimulatedPlatform.clock(scheduler));
    this.truth = new Truth(schema, scheduler);
    bare.watch(truth);
    bare.pageSize(options.pageSize());
    this.platform =
        SimulatedPlatform.of(scheduler, random.nextLong(), options.width(), options.steps());
    ObjectStore store = SureDeletes.over(new ScheduledStore(scheduler, bare), platform);
    int[] made = {0};
    this.quiet =
        new Platform(
            platform.clock(),
            () -> SimulatedPlatform.id(Scheduler.EPOCH.toEpochMilli(), 0, ++made[0]),
            platform.random(),
            SimulatedPlatform.inTurn(),
            duration -> {},
            Steps.all());
    this.setup = new Setup(schema, bare, quiet, options.cascade());
    this.queue =
        new SimulatedQueue(
            scheduler,
            random.split(),
            faults,
            new SimulatedQueue.Settings(
                options.maxReceives() == Options.PATIENT
                    ? SHORT_VISIBILITY_MILLIS
                    : LONG_VISIBILITY_MILLIS,
                options.maxReceives(),
                WORKERS,
                LIFETIME_MILLIS),
            this::receive);
    this.service = new EntityService(schema, store, platform);
    this.cascade = new CascadeHandler(schema, store, platform, queue, options.cascade());
    this.worker = new CascadeWorker(schema, store, platform, queue, options.cascade());
    this.delivery = new TaskDelivery(worker, queue, options.maxReceives());
    this.jobs = new JobService(schema, store, platform, queue, options.cascade());
    this.markers = new OpenMarkers(store, platform);
    this.sweeper =
        new OrphanSweeper(schema, store, platform, queue, options.cascade(), options.sweep());
  }

  private Budget budget() {
    return new Budget(platform.clock(), platform.clock().instant().plusSeconds(600), workerBudget);
  }

  private boolean receive(SimulatedQueue.Message message, long sentAt, int receives) {
    return delivery.receive(
        message.jobId(), message.taskId(), Scheduler.EPOCH.plusMillis(sentAt), receives, budget());
  }

  // --- what clients do, and what they are told ---

  /** A client creates an entity; {@link StoreException} if it learns no outcome. */
  public Request create(ModelDefinition model, ObjectNode fields, @Nullable String idempotencyKey) {
    Request request = begin(Request.Verb.CREATE, model, null, fields.path("label").asText());
    written(request, service.create(model, fields.deepCopy(), idempotencyKey));
    return request;
  }

  /** A client changes fields of an entity. */
  public Request patch(ModelDefinition model, UUID id, ObjectNode patch) {
    Request request = begin(Request.Verb.UPDATE, model, id, patch.path("label").asText());
    written(request, service.patch(model, id, patch, null));
    return request;
  }

  private void written(Request request, WriteResult result) {
    if (result instanceof WriteResult.Written(Entity entity, boolean replayed)) {
      // A replayed create answers with the entity as it is by now, whoever wrote it since.
      request.written(step(), entity.id(), replayed ? 1 : entity.version());
      return;
    }
    if (result instanceof WriteResult.Invalid invalid) {
      violations.add("a client's request was called invalid: " + invalid);
    }
    request.refused(step(), result.explanation());
  }

  /** A client deletes an entity. */
  public Request delete(ModelDefinition model, UUID id, DeleteOptions options) {
    Request request = begin(Request.Verb.DELETE, model, id, "");
    // While nobody else is about, the rules alone say what must come of it.
    boolean alone = alone();
    ReferenceStore.Deletion expected = alone ? truth.rows().delete(id.toString()) : null;
    DeleteResult result = cascade.delete(model, id, options);
    switch (result) {
      case DeleteResult.Accepted accepted -> request.accepted(step(), accepted.jobId());
      default -> request.refused(step(), result.toString());
    }
    if (expected != null && alone()) {
      boolean refused = result instanceof DeleteResult.Refused;
      boolean done =
          result instanceof DeleteResult.Accepted accepted
              && accepted.state() == JobState.COMPLETED;
      if ((refused && !expected.refused()) || (done && expected.refused())) {
        violations.add(
            "P4: " + request + ", but by the rules it is refused by " + expected.protectedBy());
      }
    }
    return request;
  }

  /** Whether the running actor is the only one, and no job is under way. */
  private boolean alone() {
    return scheduler.running() == 1 && Leftovers.unfinished(bare).isEmpty();
  }

  /** Calls a job off, if it has not committed. */
  public void cancel(UUID jobId) {
    if (jobs.cancel(jobId) instanceof JobService.Change.Changed) {
      cancelled.add(jobId);
    }
  }

  /** A person lets every stalled job go on. */
  private void retryStalled() {
    Optional<UUID> next = jobs.jobAfter(null);
    while (next.isPresent()) {
      UUID jobId = next.get();
      if (jobs.find(jobId).filter(job -> job.state() == JobState.STALLED).isPresent()) {
        jobs.retry(jobId);
        retries++;
      }
      next = jobs.jobAfter(jobId);
    }
  }

  /** Adds a person who looks after stalled jobs. */
  public void spawnOperator() {
    scheduler.spawn("operator", LIFETIME_MILLIS, this::retryStalled);
  }

  /** How often a stalled job was retried. */
  public int retries() {
    return retries;
  }

  /** A client looks at an entity. */
  public Request read(ModelDefinition model, UUID id) {
    Request request = begin(Request.Verb.READ, model, id, "");
    boolean found = service.get(model, id).isPresent();
    request.read(step(), found);
    return request;
  }

  private Request begin(
      Request.Verb verb, ModelDefinition model, @Nullable UUID target, String label) {
    Request request = new Request(verb, model.plural(), target, label, step());
    requests.add(request);
    return request;
  }

  private int step() {
    return scheduler.steps();
  }

  // --- the course of things ---

  /** Messages are delivered from now on, and while there are any, sweeps run as scheduled. */
  public void open() {
    scheduler.environment(new Schedule(scheduler, queue, this::spawnSweep));
  }

  /**
   * Messages are delivered from now on, but nothing looks after a job any more: no watch, no sweep.
   */
  public void openWithoutNet() {
    loseWatches();
    scheduler.environment(queue);
  }

  /** No watch of a job is ever delivered, also not after faults have stopped. */
  public void loseWatches() {
    queue.losing(message -> message.taskId().equals(CascadeWorker.WATCH));
  }

  /** One invocation of a worker with one message. */
  public void work(UUID jobId, String taskId) {
    worker.work(jobId, taskId, budget());
  }

  /** One invocation of a worker with the watch of the first open job, if there is one. */
  public void watchFirstJob() {
    for (ListedObject marker : markers.list(null, 1).objects()) {
      work(Keys.lastId(marker.key()), CascadeWorker.WATCH);
    }
  }

  /** Adds a scheduled sweep. */
  public void spawnSweep() {
    scheduler.spawn("sweeper", LIFETIME_MILLIS, this::sweep);
  }

  private void sweep() {
    if (calm) {
      sweepWhole();
    } else {
      sweeper.sweep(SweepOptions.slice(platform.clock().instant().plusSeconds(600)));
    }
  }

  /** One sweep through everything. */
  public void sweepWhole() {
    sweeper.sweep(SweepOptions.whole(platform.clock().instant().plusSeconds(600)));
  }

  /** Tasks and jobs that are still to be done. */
  public List<String> unfinished() {
    return Leftovers.unfinished(bare);
  }

  /**
   * Lets the world come to rest: no more faults, sweeps as long as anything is left to do.
   *
   * @return everything that is wrong with what came of it
   */
  public List<String> judge() {
    faults.calm();
    calm = true;
    open();
    violations.addAll(new Judgement(this, schema, quiet).violations());
    return violations;
  }

  /** What jobs clients called off, and were told that they did. */
  List<UUID> cancelled() {
    return cancelled;
  }

  /** Puts rows into the bucket with the real code, one after the other and without faults. */
  public List<UUID> fill(List<Row> rows) {
    return setup.fill(rows);
  }

  /**
   * Accepts a delete, before anything runs, whose work is still to be done.
   *
   * @return the message that a worker would get
   */
  public SimulatedQueue.Message acceptDelete(ModelDefinition model, UUID id) {
    Request request = begin(Request.Verb.DELETE, model, id, "");
    SimulatedQueue.Message message = setup.acceptDelete(model, id);
    request.accepted(step(), message.jobId());
    return message;
  }

  // --- for reports ---

  /** The scheduler. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** The models. */
  public Schema schema() {
    return schema;
  }

  /** What truly happened. */
  public Truth truth() {
    return truth;
  }

  /** The bucket itself, past the scheduler. */
  public SimulatedStore bucket() {
    return bare;
  }

  /** What clients asked and were told. */
  public List<Request> requests() {
    return requests;
  }

  /** Which protocol steps are taken. */
  public Steps steps() {
    return steps;
  }
}
