package dev.ligature.behaviour.sweep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobRecovery;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.data.write.Fences;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.HeldQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.Ids;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import dev.ligature.sweep.SweepSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/** A small bucket whose clock can be moved, and everything that works on it. */
final class SweptWorld {

  static final Schema SCHEMA =
      Schema.builder()
          .model("Author", "authors")
          .field("name", FieldType.STRING)
          .unique()
          .field("mood", FieldType.STRING)
          .indexed()
          .hasMany("Post", "authorId")
          .onDelete(OnDelete.CASCADE)
          .hasMany("Letter", "authorId")
          .onDelete(OnDelete.DO_NOTHING)
          .orphans(OrphanPolicy.REMOVE)
          .hasMany("Photo", "authorId")
          .onDelete(OnDelete.DO_NOTHING)
          .orphans(OrphanPolicy.NULLIFY)
          .hasMany("Quote", "authorId")
          .onDelete(OnDelete.DO_NOTHING)
          .orphans(OrphanPolicy.REPORT)
          .model("Post", "posts")
          .foreignKey("authorId", "Author")
          .model("Letter", "letters")
          .foreignKey("authorId", "Author")
          .hasMany("Stamp", "letterId")
          .onDelete(OnDelete.CASCADE)
          .hasMany("Receipt", "letterId")
          .onDelete(OnDelete.PROTECT)
          .model("Stamp", "stamps")
          .foreignKey("letterId", "Letter")
          .model("Receipt", "receipts")
          .foreignKey("letterId", "Letter")
          .model("Photo", "photos")
          .foreignKey("authorId", "Author")
          .model("Quote", "quotes")
          .foreignKey("authorId", "Author")
          .build();

  private final HeldQueue sender = new HeldQueue();
  final Deque<TaskMessage> queue = sender.messages();
  final SimulatedStore bucket;
  final Platform platform;
  final EntityService entities;
  final JobService jobs;
  SweepSettings settings = SweepSettings.defaults();
  int taskSize = CascadeSettings.defaults().taskSize();
  private Duration ahead = Duration.ZERO;
  private Duration callersClock = Duration.ZERO;

  SweptWorld() {
    this(Steps.all());
  }

  SweptWorld(Steps steps) {
    InstantSource clock = () -> InstantSource.system().instant().plus(ahead);
    Platform system = SystemPlatform.create();
    this.bucket = new SimulatedStore(clock);
    this.platform =
        new Platform(
            clock, system.ids(), system.random(), system.parallel(), system.waiter(), steps);
    this.entities = Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform)).entities();
    this.jobs =
        Engine.of(
                EngineConfig.of(SCHEMA, bucket)
                    .withPlatform(platform)
                    .withQueue(sender)
                    .withCascades(cascades()))
            .jobs();
  }

  private CascadeSettings cascades() {
    return CascadeSettings.defaults().withTaskSize(taskSize);
  }

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  Instant soon() {
    return platform.clock().instant().plusSeconds(60);
  }

  static ModelDefinition model(String name) {
    return SCHEMA.model(name).orElseThrow();
  }

  UUID create(String model, Object... fields) {
    return entities.create(model(model), json(fields)).orThrow().id();
  }

  void patch(String model, UUID id, Object... fields) {
    entities.patch(model(model), id, json(fields), null).orThrow();
  }

  static ObjectNode json(Object... fields) {
    ObjectNode json = Json.object();
    for (int i = 0; i < fields.length; i += 2) {
      json.put((String) fields[i], fields[i + 1].toString());
    }
    return json;
  }

  boolean exists(String model, UUID id) {
    return entities.get(model(model), id).isPresent();
  }

  DeleteResult delete(String model, UUID id) {
    return delete(model, id, DeleteOptions.defaults());
  }

  DeleteResult delete(String model, UUID id, DeleteOptions options) {
    return deleteThrough(bucket, model, id, options);
  }

  /** From now on who deletes is on a machine with a wrong clock, which its ids are made by. */
  void callersClockIsOff(Duration difference) {
    callersClock = difference;
  }

  private Platform callersPlatform() {
    InstantSource clock = () -> platform.clock().instant().plus(callersClock);
    return new Platform(
        clock,
        new Ids() {
          @Override
          public UUID next() {
            return madeAt(clock.instant());
          }

          @Override
          public UUID next(Instant moment) {
            return next();
          }
        },
        platform.random(),
        platform.parallel(),
        platform.waiter(),
        platform.steps());
  }

  private UUID madeAt(Instant moment) {
    UUID id = platform.ids().next();
    long millis = moment.toEpochMilli() << 16;
    return new UUID(millis | id.getMostSignificantBits() & 0xFFFF, id.getLeastSignificantBits());
  }

  /** Deletes through a store that does something of its own before it passes calls on. */
  DeleteResult deleteThrough(ObjectStore through, String model, UUID id) {
    return deleteThrough(through, model, id, DeleteOptions.defaults());
  }

  DeleteResult deleteThrough(ObjectStore through, String model, UUID id, DeleteOptions options) {
    return Engine.of(
            EngineConfig.of(SCHEMA, through)
                .withPlatform(callersPlatform())
                .withQueue(sender)
                .withCascades(cascades()))
        .cascade()
        .delete(model(model), id, options);
  }

  /** The same for writes. */
  EntityService entitiesThrough(ObjectStore through) {
    return Engine.of(EngineConfig.of(SCHEMA, through).withPlatform(platform)).entities();
  }

  /** Takes up the jobs after the queue was lost. */
  int recover() {
    return new JobRecovery(bucket, platform, sender).run();
  }

  /** Works on messages until there are none. */
  void drain() {
    while (!queue.isEmpty()) {
      workOnOne();
    }
  }

  /** Works on the first message that is no watch. */
  void workOnOne() {
    while (!queue.isEmpty()) {
      TaskMessage message = queue.removeFirst();
      worker().work(message, Budget.until(platform.clock(), soon()));
      if (!(message instanceof TaskMessage.Watch)) {
        return;
      }
    }
  }

  CascadeWorker worker() {
    return worker(bucket);
  }

  CascadeWorker worker(ObjectStore through) {
    return Engine.of(
            EngineConfig.of(SCHEMA, through)
                .withPlatform(platform)
                .withQueue(sender)
                .withCascades(cascades()))
        .worker();
  }

  SweepReport sweep() {
    return sweep(SweepOptions.whole(soon()));
  }

  SweepReport sweep(SweepOptions options) {
    return sweep(bucket, options);
  }

  /** Sweeps through a store that does something of its own before it passes calls on. */
  SweepReport sweep(ObjectStore through, SweepOptions options) {
    return Engine.of(
            EngineConfig.of(SCHEMA, through)
                .withPlatform(platform)
                .withQueue(sender)
                .withCascades(cascades())
                .withSweeps(settings))
        .sweeper()
        .sweep(options);
  }

  void fence(String plural, UUID id) {
    new Fences(bucket, platform).put(plural, id, "test");
  }

  void write(String key, String body) {
    bucket.put(key, body.getBytes(StandardCharsets.UTF_8), Precondition.none());
  }

  List<String> keys(String prefix) {
    return bucket.keys().stream().filter(k -> k.startsWith(prefix)).toList();
  }
}
