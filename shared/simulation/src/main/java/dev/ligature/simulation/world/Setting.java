package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.audit.Audit;
import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.TaskDelivery;
import dev.ligature.cascade.job.Budget;
import dev.ligature.data.EntityService;
import dev.ligature.data.entity.Entity;
import dev.ligature.data.entity.JobState;
import dev.ligature.data.entity.Json;
import dev.ligature.data.write.WriteResult;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.Actor;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.engine.NeverEnds;
import dev.ligature.simulation.engine.ScheduledStore;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedPlatform;
import dev.ligature.simulation.engine.SimulatedQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.generate.Row;
import dev.ligature.simulation.reference.ReferenceStore;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RetryingStore;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import dev.ligature.sweep.OrphanSweeper;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** Rounds of sweeping after which a world must have come to rest. */
  private static final int MAX_SWEEPS = 40;

  /** An orphan's removal makes orphans in turn: as deep as schemas get, and once more. */
  private static final int FINAL_SWEEPS = 3;

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

  /**
   * What stays until something else takes it away: orphans that are reported or protected, marks
   * and tasks that a slow worker wrote after its job had ended.
   */
  private static final Set<AuditFinding> LEFT_ALONE =
      EnumSet.of(AuditFinding.ORPHAN, AuditFinding.LEFTOVER_MARK, AuditFinding.LEFTOVER_TASK);

  private final Schema schema;
  private final Scheduler scheduler;
  private final FaultPlan faults;
  private final SimulatedStore bare;
  private final Platform platform;
  private final Platform quiet;
  private final CascadeSettings settings;
  private final EntityService service;
  private final CascadeHandler cascade;
  private final CascadeWorker worker;
  private final TaskDelivery delivery;
  private final OrphanSweeper sweeper;
  private final JobService jobs;
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
    ObjectStore store = new RetryingStore(new ScheduledStore(scheduler, bare), platform);
    int[] made = {0};
    this.quiet =
        new Platform(
            platform.clock(),
            () -> SimulatedPlatform.id(Scheduler.EPOCH.toEpochMilli(), 0, ++made[0]),
            platform.random(),
            SimulatedPlatform.inTurn(),
            duration -> {},
            Steps.all());
    this.settings = options.cascade();
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
    queue.losing(message -> message.taskId().equals(CascadeWorker.WATCH));
    scheduler.environment(queue);
  }

  /** One invocation of a worker with one message. */
  public void work(UUID jobId, String taskId) {
    worker.work(jobId, taskId, budget());
  }

  /** One invocation of a worker with the watch of the first job, if there is one. */
  public void watchFirstJob() {
    jobs.jobAfter(null).ifPresent(job -> work(job, CascadeWorker.WATCH));
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
    try {
      scheduler.run();
      int sweeps = 0;
      do {
        if (++sweeps > MAX_SWEEPS) {
          violations.add("P5: never at rest: " + Leftovers.unfinished(bare));
          break;
        }
        sweepAfter(11 * 60_000L);
      } while (sweeps < 2 || !Leftovers.unfinished(bare).isEmpty());
      // What must outlive every stalled writer expires now; orphans of orphans take a while.
      sweepAfter(25 * 3_600_000L);
      for (int i = 0; i < FINAL_SWEEPS; i++) {
        sweepAfter(2 * 3_600_000L);
      }
      // Scans of a bucket at peace rest for a day; what expired meanwhile goes now.
      sweepAfter(50 * 3_600_000L);
      while (!Leftovers.unfinished(bare).isEmpty() && ++sweeps < MAX_SWEEPS) {
        sweepAfter(11 * 60_000L);
      }
    } catch (NeverEnds e) {
      violations.add("P5: never ends: " + e.getMessage());
      return violations;
    }
    for (Actor actor : scheduler.actors()) {
      Throwable failure = actor.failure();
      if (failure != null && !(failure instanceof StoreException)) {
        violations.add(actor.name() + " failed: " + failure + at(failure));
      }
    }
    violations.addAll(truth.violations());
    violations.addAll(new PromiseCheck(truth, requests, bare).violations());
    violations.addAll(new Leftovers(truth, requests, cancelled, bare).violations());
    violations.addAll(audit());
    return violations;
  }

  /**
   * The product's own audit must find no violation, and nothing that a sweep should have mended.
   */
  private List<String> audit() {
    AuditReport report = new Audit(schema, bare, quiet).run();
    List<String> found = new ArrayList<>();
    report
        .findings()
        .forEach(
            (finding, tally) -> {
              if (!LEFT_ALONE.contains(finding)) {
                found.add("audit: " + finding.text() + " " + tally.samples());
              }
            });
    return found;
  }

  private void sweepAfter(long millis) {
    scheduler.advance(millis);
    spawnOperator();
    scheduler.run();
    spawnSweep();
    scheduler.run();
  }

  private static String at(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith("dev.ligature") && text.length() < 300) {
        text.append(" at ").append(frame);
      }
    }
    return text.toString();
  }

  /** Puts rows into the bucket with the real code, one after the other and without faults. */
  public List<UUID> fill(List<Row> rows) {
    EntityService setup = new EntityService(schema, bare, quiet);
    List<UUID> ids = new ArrayList<>();
    for (Row row : rows) {
      ObjectNode fields = Json.object().put("label", row.label());
      if (row.code() != null) {
        fields.put("code", row.code());
      }
      for (ForeignKeyConstraint key : row.model().foreignKeys()) {
        Integer parent = row.keys().get(key.field());
        if (parent != null && !row.setLater(key.field())) {
          fields.put(key.field(), ids.get(parent).toString());
        }
      }
      ids.add(setup.create(row.model(), fields).orThrow().id());
    }
    for (Row row : rows) {
      ObjectNode patch = Json.object();
      for (ForeignKeyConstraint key : row.model().foreignKeys()) {
        Integer parent = row.keys().get(key.field());
        if (parent != null && row.setLater(key.field())) {
          patch.put(key.field(), ids.get(parent).toString());
        }
      }
      if (!patch.isEmpty()) {
        patch.put("label", row.label() + " linked");
        setup.patch(row.model(), ids.get(row.number()), patch, null).orThrow();
      }
    }
    return ids;
  }

  /**
   * Accepts a delete, before anything runs, whose work is still to be done.
   *
   * @return the message that a worker would get (not that of the job's watch, sent before it)
   */
  public SimulatedQueue.Message acceptDelete(ModelDefinition model, UUID id) {
    Request request = begin(Request.Verb.DELETE, model, id, "");
    List<SimulatedQueue.Message> sent = new ArrayList<>();
    CascadeHandler setup =
        new CascadeHandler(
            schema,
            bare,
            quiet,
            (job, task, delay) -> sent.add(new SimulatedQueue.Message(job, task)),
            settings);
    setup.delete(model, id, DeleteOptions.async());
    request.accepted(step(), sent.getLast().jobId());
    return sent.getLast();
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
