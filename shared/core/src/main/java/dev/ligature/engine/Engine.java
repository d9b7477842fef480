package dev.ligature.engine;

import dev.ligature.audit.Audit;
import dev.ligature.audit.Reindex;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.JobProgress;
import dev.ligature.cascade.JobRecovery;
import dev.ligature.cascade.JobRules;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.OrphanTreatment;
import dev.ligature.cascade.TaskDelivery;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Wounds;
import dev.ligature.data.EntityService;
import dev.ligature.data.generation.Generations;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.data.read.RelatedEntities;
import dev.ligature.data.write.ClaimUpkeep;
import dev.ligature.data.write.SureDeletes;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.sweep.OrphanSweeper;
import dev.ligature.sweep.SweepParts;

/**
 * The parts of the library, put together for one bucket. This is the only place that does so: the
 * façade {@code Ligature}, the Lambda functions, the simulation and the tests take their parts from
 * an engine. Safe for many threads, as all of its parts are.
 */
public final class Engine {

  private final EngineConfig config;
  private final Generations generations;
  private final EntityService entities;
  private final RelatedEntities related;
  private final JobService jobs;
  private final CascadeWorker worker;
  private final CascadeHandler cascade;
  private final SweepParts sweepParts;

  private Engine(EngineConfig config, Generations generations) {
    this.config = config;
    this.generations = generations;
    Schema schema = config.schema();
    ObjectStore store = config.store();
    Platform platform = config.platform();
    this.entities = new EntityService(schema, store, platform, generations);
    this.related = new RelatedEntities(schema, store, platform);

    JobRecords records = new JobRecords(store, platform);
    OpenMarkers markers = new OpenMarkers(store, platform);
    Journal journal = new Journal(store, platform);
    Verdicts verdicts = new Verdicts(store, platform);
    Wounds wounds = new Wounds(records, config.queue(), config.cascades().meetingDelay());
    JobRules rules =
        new JobRules(
            schema, store, platform, config.cascades(), generations, journal, verdicts, wounds);
    JobProgress progress = new JobProgress(records, markers, rules, verdicts, wounds);
    this.worker =
        new CascadeWorker(config.cascades(), records, markers, rules, progress, config.queue());
    this.jobs = new JobService(store, platform, records, markers, journal, worker, config.queue());
    this.cascade =
        new CascadeHandler(
            config.cascades(), records, markers, rules, generations, worker, config.queue());

    OrphanNotes notes = new OrphanNotes(store, platform);
    OrphanTreatment orphans = new OrphanTreatment(rules, generations, notes, cascade);
    this.sweepParts =
        new SweepParts(
            store,
            generations,
            jobs,
            worker,
            markers,
            orphans,
            notes,
            new ClaimUpkeep(store, platform));
  }

  /** Puts the parts together. Asks nothing of the bucket yet. */
  public static Engine of(EngineConfig config) {
    ObjectStore store = SureDeletes.over(config.store(), config.platform());
    Generations generations =
        Generations.of(config.schema(), store, config.platform()).takingOverFrom(config.adopts());
    return new Engine(config.withStore(store), generations);
  }

  /** The same on another view of the same bucket; what either learns of it, both know. */
  private Engine through(ObjectStore view) {
    return new Engine(config.withStore(view), generations.through(view));
  }

  /** The models. */
  public Schema schema() {
    return config.schema();
  }

  /** The bucket, with retries and with deletes that tell surely. */
  public ObjectStore store() {
    return config.store();
  }

  /** Time, ids, chance, parallel steps. */
  public Platform platform() {
    return config.platform();
  }

  /** What this program knows of the generations of the schema. */
  public Generations generations() {
    return generations;
  }

  /** Creates, reads and updates entities. */
  public EntityService entities() {
    return entities;
  }

  /** Loads related entities. */
  public RelatedEntities related() {
    return related;
  }

  /** Begins a query over a model. */
  public EntityQuery query(ModelDefinition model) {
    return new EntityQuery(config.store(), config.platform(), model);
  }

  /** Deletes entities with all that follows from it. */
  public CascadeHandler cascade() {
    return cascade;
  }

  /** Works on the tasks of jobs. */
  public CascadeWorker worker() {
    return worker;
  }

  /**
   * Takes the messages of a queue that gives each up after some deliveries.
   *
   * @param maxReceives after how many; at least 2
   */
  public TaskDelivery delivery(long maxReceives) {
    return new TaskDelivery(worker, config.queue(), maxReceives);
  }

  /** Looks at jobs, retries and cancels them. */
  public JobService jobs() {
    return jobs;
  }

  /** Takes up the jobs of a bucket whose queue has lost its messages. */
  public JobRecovery recovery() {
    return new JobRecovery(config.store(), config.platform(), config.queue());
  }

  /** Keeps the bucket whole over time. */
  public OrphanSweeper sweeper() {
    return new OrphanSweeper(
        config.schema(),
        config.platform(),
        config.sweeps(),
        config.store(),
        view -> through(view).sweepParts);
  }

  /** Reads the whole bucket and reports what is not as promised. */
  public Audit audit() {
    return new Audit(
        config.schema(), config.store(), config.platform(), view -> through(view).jobs);
  }

  /** Writes the references and index entries that entities lack. */
  public Reindex reindex() {
    return new Reindex(config.schema(), config.store(), config.platform());
  }
}
