package dev.ligature.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.PassThrough;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Steps;
import java.util.ArrayList;
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

  private final ScriptedBucket bucket;
  private final EntityService entities;

  private TornListing(Steps steps) {
    this.bucket = new ScriptedBucket(SCHEMA, steps);
    this.entities = bucket.engine().entities();
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
    bucket
        .engine()
        .cascade()
        .delete(SCHEMA.model("Root").orElseThrow(), root, DeleteOptions.async());
    TaskMessage watch = bucket.messages().removeFirst();
    bucket.work(bucket.messages().removeFirst());
    TaskMessage onlyTask = bucket.messages().removeFirst();
    bucket.workOn(
        new ReadInOrder(bucket.store(), watch.jobId(), () -> bucket.work(onlyTask)), watch);
    while (!bucket.messages().isEmpty()) {
      bucket.work(bucket.messages().removeFirst());
    }
    AuditReport report = bucket.engine().audit().run();
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
