package dev.ligature.simulation.mutation;

import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.data.entity.JobState;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.HeldQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A delete of a child, without a plan, has read it while a delete of its owner plans, which has
 * condemned it. Then the plan commits, and a second delivery leaves the child to that job and ends
 * its own. The commit has changed nothing in the child, so the first delivery may still delete it.
 */
final class TakenMeanwhile {

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Owner", "owners")
          .field("label", FieldType.STRING)
          .hasMany("Child", "ownerId")
          .name("owned")
          .onDelete(OnDelete.CASCADE)
          .hasMany("Child", "payerId")
          .name("paid")
          .onDelete(OnDelete.RESTRICT)
          .model("Child", "children")
          .field("label", FieldType.STRING)
          .foreignKey("ownerId", "Owner")
          .foreignKey("payerId", "Owner")
          .model("Leaf", "leaves")
          .field("label", FieldType.STRING)
          .foreignKey("childId", "Child")
          .onDelete(OnDelete.SET_NULL)
          .build();

  private final SimulatedStore bucket = new SimulatedStore(SystemPlatform.clock());
  private final Platform platform;
  private final EntityService entities;
  private final HeldQueue queue = new HeldQueue();
  private final Deque<TaskMessage> messages = queue.messages();

  private TakenMeanwhile(Steps steps) {
    Platform system = SystemPlatform.create();
    this.platform =
        new Platform(
            system.clock(), system.ids(), system.random(), system.parallel(), _ -> {}, steps);
    this.entities = Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform)).entities();
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a delete reads a child that another one has condemned, which then commits",
        steps -> new TakenMeanwhile(steps).play());
  }

  private List<String> play() {
    UUID owner = create("Owner", "label", "O");
    UUID child = create("Child", "ownerId", owner.toString(), "payerId", owner.toString());
    UUID jobId = accept("Child", child);
    TaskMessage first = messages.removeLast();
    messages.clear();
    UUID other = accept("Owner", owner);
    while (!body(child).contains("condemnedBy")) {
      work(bucket, messages.removeFirst());
    }
    Runnable meanwhile =
        () -> {
          while (job(other).state() == JobState.PLANNING) {
            work(bucket, messages.removeFirst());
          }
          work(bucket, first);
        };
    work(Beside.beforePut(bucket, key -> key.endsWith("-intent"), meanwhile), first);
    Job job = job(jobId);
    boolean gone = bucket.get(Keys.entity("children", child)).isEmpty();
    return job.state() == JobState.COMPLETED && !job.totals().rootDeleted() && gone
        ? List.of("P5: a job that had ended with nothing deleted has deleted " + child)
        : List.of();
  }

  private static ModelDefinition model(String name) {
    return SCHEMA.model(name).orElseThrow();
  }

  private UUID create(String model, String... fields) {
    var json = Json.object();
    for (int i = 0; i < fields.length; i += 2) {
      json.put(fields[i], fields[i + 1]);
    }
    return entities.create(model(model), json).orThrow().id();
  }

  private String body(UUID child) {
    return new String(
        bucket.get(Keys.entity("children", child)).orElseThrow().body(), StandardCharsets.UTF_8);
  }

  private UUID accept(String model, UUID id) {
    DeleteResult result =
        Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform).withQueue(queue))
            .cascade()
            .delete(model(model), id, DeleteOptions.async());
    UUID jobId = ((DeleteResult.Accepted) result).jobId();
    messages.removeIf(message -> message instanceof TaskMessage.Watch);
    return Objects.requireNonNull(jobId);
  }

  private Job job(UUID id) {
    return Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform).withQueue(queue))
        .jobs()
        .find(id)
        .orElseThrow();
  }

  private void work(ObjectStore store, TaskMessage message) {
    Engine.of(EngineConfig.of(SCHEMA, store).withPlatform(platform).withQueue(queue))
        .worker()
        .work(message, Budget.until(platform.clock(), platform.clock().instant().plusSeconds(60)));
  }
}
