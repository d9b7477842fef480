package dev.ligature.functions.wiring;

import dev.ligature.api.FunctionVariable;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.TaskDelivery;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.functions.api.Services;
import dev.ligature.functions.openapi.ApiInfo;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.OrphanSweeper;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.util.Map;

/** Puts the core together, once for each function. Safe for many threads. */
public final class Composition {

  private static final long MAX_RECEIVES = 5;

  private final Services services;
  private final TaskDelivery delivery;
  private final OrphanSweeper sweeper;

  /** For the bucket and the queue that the environment names. */
  public static Composition of(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    String bucket = environment.required(FunctionVariable.BUCKET);
    String queueUrl = environment.required(FunctionVariable.QUEUE_URL);
    Schema schema = Schemas.load(environment);
    Platform platform = SystemPlatform.create();
    ObjectStore s3 = new S3ObjectStore(S3Clients.create(environment.aws()), bucket);
    return new Composition(
        environment,
        schema,
        s3,
        platform,
        new SqsTaskQueue(() -> SqsClients.create(environment.aws()), queueUrl));
  }

  /** On a store and a queue that are there already. */
  public Composition(
      Environment environment,
      Schema schema,
      ObjectStore store,
      Platform platform,
      TaskQueue queue) {
    CascadeSettings cascades = cascades(environment);
    Engine engine =
        Engine.of(
            new EngineConfig(
                schema,
                store,
                platform,
                queue,
                cascades,
                sweeps(environment),
                Math.toIntExact(environment.number(FunctionVariable.ADOPT_SCHEMA, 0))));
    this.services = new Services(engine, info(environment), cascades.inlineTime());
    this.delivery =
        engine.delivery(environment.number(FunctionVariable.MAX_RECEIVES, MAX_RECEIVES));
    this.sweeper = engine.sweeper();
  }

  private static ApiInfo info(Environment environment) {
    ApiInfo unnamed = ApiInfo.unnamed();
    return new ApiInfo(
        environment.optional(FunctionVariable.API_TITLE).orElse(unnamed.title()),
        environment.optional(FunctionVariable.API_VERSION).orElse(unnamed.version()),
        environment.optional(FunctionVariable.API_LICENSE));
  }

  private static CascadeSettings cascades(Environment environment) {
    CascadeSettings defaults = CascadeSettings.defaults();
    long millis =
        environment.number(FunctionVariable.INLINE_MILLIS, defaults.inlineTime().toMillis());
    long victims = environment.number(FunctionVariable.INLINE_VICTIMS, defaults.inlineVictims());
    long taskSize = environment.number(FunctionVariable.TASK_SIZE, defaults.taskSize());
    return defaults
        .withInline(Duration.ofMillis(millis), Math.toIntExact(victims))
        .withTaskSize(Math.toIntExact(taskSize));
  }

  private static SweepSettings sweeps(Environment environment) {
    SweepSettings defaults = SweepSettings.defaults();
    long grace =
        environment.number(
            FunctionVariable.ORPHAN_GRACE_SECONDS, defaults.orphanGrace().toSeconds());
    return defaults.withOrphanGrace(Duration.ofSeconds(grace));
  }

  /** What the API calls. */
  public Services services() {
    return services;
  }

  /** Works on the tasks that the queue brings. */
  public TaskDelivery delivery() {
    return delivery;
  }

  /** Sweeps. */
  public OrphanSweeper sweeper() {
    return sweeper;
  }
}
