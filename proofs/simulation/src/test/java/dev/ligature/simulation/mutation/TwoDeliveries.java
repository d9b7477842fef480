package dev.ligature.simulation.mutation;

import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.store.Precondition;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
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

  private final ScriptedBucket bucket;

  private TwoDeliveries(Steps steps) {
    this.bucket = new ScriptedBucket(SCHEMA, steps);
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a task is delivered twice, and another job deletes its victim in between",
        steps -> new TwoDeliveries(steps).play());
  }

  private List<String> play() {
    EntityService entities = bucket.engine().entities();
    UUID parent = entities.create(PARENT, Json.object().put("label", "P")).orThrow().id();
    UUID child =
        entities
            .create(CHILD, Json.object().put("label", "C").put("parentId", parent.toString()))
            .orThrow()
            .id();
    bucket.engine().cascade().delete(PARENT, parent, DeleteOptions.async());
    TaskMessage task = bucket.messages().getLast();
    Runnable meanwhile =
        () -> {
          bucket.store().delete(Keys.entity("parents", parent), Precondition.none());
          bucket.work(task);
        };
    try {
      bucket.workOn(
          Beside.beforePut(bucket.store(), key -> key.endsWith("-intent"), meanwhile), task);
    } catch (StoreException e) {
      // The first delivery is told that another one was at the task: its message comes again.
      bucket.work(task);
    }
    Job job = bucket.engine().jobs().find(task.jobId()).orElseThrow();
    boolean uncounted = job.state() == JobState.COMPLETED && job.totals().cascaded() == 0;
    return uncounted && entities.get(CHILD, child).isEmpty()
        ? List.of("P5: a job that had ended with 0 deleted has deleted " + child)
        : List.of();
  }
}
