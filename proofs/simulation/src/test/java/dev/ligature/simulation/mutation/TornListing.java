package dev.ligature.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.HeldQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker lists the tasks of a job to see whether any is left. A listing is read key by key, and
 * while it is, another worker does the only task, which writes a task that follows from it.
 */
final class TornListing {

  /** Ids are chance, and so is the order of two tasks that nothing else orders. */
  private static final int WORLDS = 16;

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Root", "roots")
          .field("label", FieldType.STRING)
          .model("Child", "children")
          .field("label", FieldType.STRING)
          .foreignKey("parentId", "Root")
          .onDelete(OnDelete.CASCADE)
          .model("Grandchild", "grandchildren")
          .field("label", FieldType.STRING)
          .foreignKey("parentId", "Child")
          .onDelete(OnDelete.CASCADE)
          .model("Leaf", "leaves")
          .field("label", FieldType.STRING)
          .foreignKey("parentId", "Grandchild")
          .onDelete(OnDelete.CASCADE)
          .build();

  private final SimulatedStore bucket = new SimulatedStore(SystemPlatform.clock());
  private final Platform platform;
  private final EntityService entities;
  private final HeldQueue queue = new HeldQueue();
  private final Deque<TaskMessage> messages = queue.messages();

  private TornListing(Steps steps) {
    Platform system = SystemPlatform.create();
    this.platform =
        new Platform(
            system.clock(), system.ids(), system.random(), system.parallel(), _ -> {}, steps);
    this.entities = Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform)).entities();
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a worker lists the tasks while another does the only one, and a task follows from it",
        steps -> {
          List<String> broken = new ArrayList<>();
          for (int world = 0; world < WORLDS && broken.isEmpty(); world++) {
            broken.addAll(new TornListing(steps).play());
          }
          return broken;
        });
  }

  private List<String> play() {
    UUID root = create("Root", null);
    UUID child = create("Child", root);
    create("Leaf", create("Grandchild", child));
    Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform).withQueue(queue))
        .cascade()
        .delete(SCHEMA.model("Root").orElseThrow(), root, DeleteOptions.async());
    TaskMessage watch = messages.removeFirst();
    work(bucket, messages.removeFirst());
    TaskMessage onlyTask = messages.removeFirst();
    work(new ReadInOrder(bucket, watch.jobId(), () -> work(bucket, onlyTask)), watch);
    while (!messages.isEmpty()) {
      work(bucket, messages.removeFirst());
    }
    AuditReport report =
        Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform)).audit().run();
    List<String> broken = new ArrayList<>();
    report
        .findings()
        .forEach(
            (finding, tally) -> {
              if (finding == AuditFinding.DANGLING_KEY) {
                broken.add("P2: " + tally.samples());
              }
            });
    return broken;
  }

  private UUID create(String model, @Nullable UUID parent) {
    ObjectNode fields = Json.object().put("label", model);
    if (parent != null) {
      fields.put("parentId", parent.toString());
    }
    return entities.create(SCHEMA.model(model).orElseThrow(), fields).orThrow().id();
  }

  private void work(ObjectStore store, TaskMessage message) {
    Engine.of(EngineConfig.of(SCHEMA, store).withPlatform(platform).withQueue(queue))
        .worker()
        .work(message, Budget.until(platform.clock(), platform.clock().instant().plusSeconds(60)));
  }

  /** Reads the second listing of a job's tasks up to its only task, lets that be done, reads on. */
  private static final class ReadInOrder extends PassThrough {
    private final String tasks;
    private final Runnable meanwhile;
    private int listings;

    ReadInOrder(ObjectStore store, UUID jobId, Runnable meanwhile) {
      super(store);
      this.tasks = Keys.tasks(jobId);
      this.meanwhile = meanwhile;
    }

    @Override
    public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
      // The first is that of the watch, which re-queues old tasks; the second decides.
      if (!prefix.equals(tasks) || ++listings != 2) {
        return super.list(prefix, startAfter, limit);
      }
      ObjectPage before = super.list(prefix, startAfter, limit);
      String middle = before.objects().getFirst().key();
      meanwhile.run();
      List<ListedObject> read = new ArrayList<>();
      before.objects().stream().filter(o -> o.key().compareTo(middle) < 0).forEach(read::add);
      super.list(prefix, startAfter, limit).objects().stream()
          .filter(o -> o.key().compareTo(middle) >= 0)
          .forEach(read::add);
      return new ObjectPage(read, null);
    }
  }
}
