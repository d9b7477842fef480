package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.data.write.SureDeletes;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.ScheduledStore;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedPlatform;
import dev.ligature.simulation.engine.SimulatedQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.generate.Row;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The real system on a simulated bucket and queue: what clients, workers and sweepers call, the
 * record of what was asked and answered, and the way to rest and judgement.
 */
public final class SimulatedSystem {

  /** No invocation lives longer than this, as on Lambda. */
  public static final long LIFETIME_MILLIS = 15 * 60_000L;

  /** Shorter than an invocation may take, so that a message comes again while it is worked on. */
  private static final long SHORT_VISIBILITY_MILLIS = 90_000;

  /** As deployed: what is delivered last, nobody works on any more. */
  private static final long LONG_VISIBILITY_MILLIS = LIFETIME_MILLIS + 60_000;

  private static final int WORKERS = 3;

  private final Schema schema;
  private final Scheduler scheduler;
  private final FaultPlan faults;
  private final Hostility hostility;
  private final SimulatedStore bare;
  private final Platform platform;
  private final Platform quiet;
  private final ObjectStore store;
  private final Setup setup;
  private final Meter meter;
  private final Program latest;
  private final @Nullable Program earlier;
  private final SplittableRandom dice;
  private final OpenMarkers markers;
  private final SimulatedQueue queue;
  private final Truth truth;
  private final long workerBudget;
  private final Steps steps;
  private final Duration planningPatience;
  private boolean calm;
  private int retries;

  /** Puts its parts together; nothing runs yet. */
  public SimulatedSystem(
      Schema schema,
      Scheduler scheduler,
      FaultPlan faults,
      SplittableRandom random,
      SystemOptions options) {
    this(schema, null, scheduler, faults, random, options);
  }

  /**
   * The same while a new version of the program is being deployed.
   *
   * @param schema of the new version
   * @param earlierSchema of the version before, which goes on until all have come to rest; {@code
   *     null} for none
   */
  public SimulatedSystem(
      Schema schema,
      @Nullable Schema earlierSchema,
      Scheduler scheduler,
      FaultPlan faults,
      SplittableRandom random,
      SystemOptions options) {
    this.schema = schema;
    this.scheduler = scheduler;
    this.faults = faults;
    this.hostility = options.hostility();
    scheduler.hostility(hostility);
    this.workerBudget = options.workerBudget();
    this.steps = options.steps();
    this.planningPatience = options.sweep().planningPatience();
    this.bare = new SimulatedStore(SimulatedPlatform.clock(scheduler));
    this.truth =
        new Truth(
            schema, earlierSchema == null ? List.of() : List.of(earlierSchema), scheduler, bare);
    bare.hostility(hostility);
    bare.pageSize(options.pageSize());
    this.platform =
        SimulatedPlatform.of(scheduler, random.nextLong(), options.width(), options.steps());
    this.meter = new Meter(scheduler, truth::stirs, new ScheduledStore(scheduler, bare));
    this.store = SureDeletes.over(meter, platform);
    int[] made = {0};
    this.quiet =
        new Platform(
            platform.clock(),
            () -> SimulatedPlatform.id(Scheduler.EPOCH.toEpochMilli(), 0, ++made[0]),
            platform.random(),
            SimulatedPlatform.inTurn(),
            duration -> {},
            Steps.all());
    this.setup =
        new Setup(earlierSchema == null ? schema : earlierSchema, bare, quiet, options.cascade());
    this.queue =
        new SimulatedQueue(
            scheduler,
            random.split(),
            faults,
            new SimulatedQueue.Settings(
                options.maxReceives() == SystemOptions.PATIENT
                    ? SHORT_VISIBILITY_MILLIS
                    : LONG_VISIBILITY_MILLIS,
                options.maxReceives(),
                WORKERS,
                lifetime(Hostility.Kind.SLEEPING_WORKERS)),
            this::receive);
    this.dice = random.split();
    this.latest = program(schema, options, null);
    this.earlier = earlierSchema == null ? null : program(earlierSchema, options, latest.api());
    this.markers = new OpenMarkers(store, platform);
  }

  private Program program(Schema served, SystemOptions options, @Nullable Api beside) {
    EngineConfig config =
        EngineConfig.of(served, store)
            .withPlatform(platform)
            .withQueue(queue)
            .withCascades(options.cascade())
            .withSweeps(options.sweep());
    return Program.of(
        config,
        options.maxReceives(),
        engine -> new Api(engine, truth, meter, new AloneCheck(scheduler, bare, truth), beside));
  }

  /** Whose turn it is: while two versions run, either is given any message. */
  private Program any() {
    return earlier == null || calm || dice.nextBoolean() ? latest : earlier;
  }

  /** Adds a client. */
  void spawnClient(String name, Runnable body) {
    scheduler.spawn(name, lifetime(Hostility.Kind.LONG_SLEEPERS), body);
  }

  /** Where nothing goes wrong nobody sleeps: a limit keeps time from jumping past them. */
  private long lifetime(Hostility.Kind withoutLimit) {
    return hostility.has(withoutLimit) && !faults.isCalm() ? Scheduler.NO_LIMIT : LIFETIME_MILLIS;
  }

  private Budget budget() {
    return new Budget(platform.clock(), platform.clock().instant().plusSeconds(600), workerBudget);
  }

  private boolean receive(TaskMessage message, long sentAt, int receives) {
    meter.beginTask(message.jobId(), message.asks());
    return any()
        .delivery()
        .receive(message, Scheduler.EPOCH.plusMillis(sentAt), receives, budget());
  }

  // --- what clients do, and what they are told ---

  /** The API as clients call it. */
  public Api api() {
    return latest.api();
  }

  /** The API of the version before, if that is still running. */
  public Api earlierApi() {
    return earlier == null ? latest.api() : earlier.api();
  }

  /** A client creates an entity. */
  public Request create(ModelDefinition model, ObjectNode fields, @Nullable String idempotencyKey) {
    return api().create(model, fields, idempotencyKey);
  }

  /** A client changes fields of an entity. */
  public Request patch(ModelDefinition model, UUID id, ObjectNode patch) {
    return api().patch(model, id, patch, null);
  }

  /** A client deletes an entity. */
  public Request delete(ModelDefinition model, UUID id, DeleteOptions options) {
    return api().delete(model, id, options);
  }

  /** The same on a machine whose clock, by which ids are made, is behind. */
  public Request deleteWithClockBehind(
      Duration behind, ModelDefinition model, UUID id, DeleteOptions options) {
    Platform wrong = ClockBehind.of(platform, behind);
    return api()
        .delete(
            Engine.of(EngineConfig.of(schema, store).withPlatform(wrong).withQueue(queue))
                .cascade(),
            model,
            id,
            options);
  }

  /**
   * Adds a person who lets every stalled job go on. Where those that have not decided give up soon,
   * the person lets them.
   */
  public void spawnOperator() {
    boolean all = planningPatience.compareTo(SweepSettings.defaults().planningPatience()) >= 0;
    scheduler.spawn(
        "operator",
        lifetime(Hostility.Kind.SLEEPING_WORKERS),
        () -> retries += api().retryStalled(job -> all || job.committed()));
  }

  /** How often a stalled job was retried. */
  public int retries() {
    return retries;
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
    queue.losing(TaskMessage.Watch.class::isInstance);
  }

  /** One invocation of a worker with one message. */
  public void work(TaskMessage message) {
    meter.beginTask(message.jobId(), message.asks());
    latest.worker().work(message, budget());
  }

  /** One invocation of a worker with the watch of the first open job, if there is one. */
  public void watchFirstJob() {
    for (ListedObject marker : markers.list(null, 1).objects()) {
      work(new TaskMessage.Watch(Objects.requireNonNull(Keys.lastId(marker.key()))));
    }
  }

  /** Adds a scheduled sweep. */
  public void spawnSweep() {
    scheduler.spawn("sweeper", lifetime(Hostility.Kind.SLEEPING_WORKERS), this::sweep);
  }

  private void sweep() {
    if (calm) {
      upkeep().sweepWhole();
    } else {
      any().upkeep().sweepSlice();
    }
  }

  /** One sweep through everything. */
  public void sweepWhole() {
    meter.beginUpkeep();
    upkeep().sweepWhole();
  }

  /** What everything has cost. */
  Meter meter() {
    return meter;
  }

  /** Those who look after the bucket. */
  Upkeep upkeep() {
    return latest.upkeep();
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
    hostility.calm();
    calm = true;
    open();
    return new Judgement(this, schema, quiet).violations();
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
  public TaskMessage acceptDelete(ModelDefinition model, UUID id) {
    TaskMessage message = setup.acceptDelete(model, id);
    api().askedBefore(model, id);
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
    return api().requests();
  }

  /** Which protocol steps are taken. */
  public Steps steps() {
    return steps;
  }
}
