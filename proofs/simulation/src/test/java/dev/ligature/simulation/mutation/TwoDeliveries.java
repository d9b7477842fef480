package dev.ligature.simulation.mutation;

import dev.ligature.cascade.DeleteOptions;
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
import dev.ligature.store.Precondition;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import dev.ligature.store.system.SystemPlatform;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * A task is delivered twice. The first delivery has read its victim and is about to journal it,
 * when another job deletes the victim, and the second delivery finds it absent and ends the task.
 */
final class TwoDeliveries {

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Parent", "parents")
          .field("label", FieldType.STRING)
          .model("Child", "children")
          .field("label", FieldType.STRING)
          .foreignKey("parentId", "Parent")
          .onDelete(OnDelete.CASCADE)
          .build();
  private static final ModelDefinition PARENT = SCHEMA.model("Parent").orElseThrow();
  private static final ModelDefinition CHILD = SCHEMA.model("Child").orElseThrow();

  private final SimulatedStore bucket = new SimulatedStore(SystemPlatform.clock());
  private final Platform platform;
  private final HeldQueue queue = new HeldQueue();
  private final Deque<TaskMessage> messages = queue.messages();

  private TwoDeliveries(Steps steps) {
    Platform system = SystemPlatform.create();
    this.platform =
        new Platform(
            system.clock(), system.ids(), system.random(), system.parallel(), _ -> {}, steps);
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a task is delivered twice, and another job deletes its victim in between",
        steps -> new TwoDeliveries(steps).play());
  }

  private List<String> play() {
    EntityService entities =
        Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform)).entities();
    UUID parent = entities.create(PARENT, Json.object().put("label", "P")).orThrow().id();
    UUID child =
        entities
            .create(CHILD, Json.object().put("label", "C").put("parentId", parent.toString()))
            .orThrow()
            .id();
    Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform).withQueue(queue))
        .cascade()
        .delete(PARENT, parent, DeleteOptions.async());
    TaskMessage task = messages.getLast();
    Runnable meanwhile =
        () -> {
          bucket.delete(Keys.entity("parents", parent), Precondition.none());
          work(bucket, task);
        };
    try {
      work(Beside.beforePut(bucket, key -> key.endsWith("-intent"), meanwhile), task);
    } catch (StoreException e) {
      // The first delivery is told that another one was at the task: its message comes again.
      work(bucket, task);
    }
    Job job =
        Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform).withQueue(queue))
            .jobs()
            .find(task.jobId())
            .orElseThrow();
    boolean uncounted = job.state() == JobState.COMPLETED && job.totals().cascaded() == 0;
    return uncounted && entities.get(CHILD, child).isEmpty()
        ? List.of("P5: a job that had ended with 0 deleted has deleted " + child)
        : List.of();
  }

  private void work(ObjectStore store, TaskMessage message) {
    Engine.of(EngineConfig.of(SCHEMA, store).withPlatform(platform).withQueue(queue))
        .worker()
        .work(message, Budget.until(platform.clock(), platform.clock().instant().plusSeconds(60)));
  }
}
