package dev.ligature.simulation.mutation;

import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.store.Steps;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A delete of a tag is about to set the key of a child to null, which a delete of its owner has
 * condemned. Then that plan commits, and a second delivery of the first delete leaves the child to
 * that job and ends its own. The commit has changed nothing in the child, so the first delivery may
 * still set the key to null.
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
          .foreignKey("tagId", "Tag")
          .onDelete(OnDelete.SET_NULL)
          .model("Tag", "tags")
          .field("label", FieldType.STRING)
          .build();

  private final ScriptedBucket bucket;
  private final EntityService entities;

  private TakenMeanwhile(Steps steps) {
    this.bucket = new ScriptedBucket(SCHEMA, steps);
    this.entities = bucket.engine().entities();
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a delete reads a child to null a key of it; another one, which has condemned it, commits",
        steps -> new TakenMeanwhile(steps).play());
  }

  private List<String> play() {
    UUID owner = create("Owner", "label", "O");
    UUID tag = create("Tag", "label", "T");
    UUID child =
        create(
            "Child",
            "ownerId",
            owner.toString(),
            "payerId",
            owner.toString(),
            "tagId",
            tag.toString());
    UUID jobId = accept("Tag", tag);
    TaskMessage first = bucket.messages().removeLast();
    bucket.messages().clear();
    UUID other = accept("Owner", owner);
    while (!body(child).contains("condemnedBy")) {
      bucket.work(bucket.messages().removeFirst());
    }
    Runnable meanwhile =
        () -> {
          while (job(other).state() == JobState.PLANNING) {
            bucket.work(bucket.messages().removeFirst());
          }
          bucket.work(first);
        };
    String key = Keys.entity("children", child);
    bucket.workOn(Beside.beforePut(bucket.store(), key::equals, meanwhile), first);
    Job job = job(jobId);
    return job.state() == JobState.COMPLETED
            && job.totals().setNull() == 0
            && !body(child).contains(tag.toString())
        ? List.of("P5: a job that had ended with no key set to null has set that of " + child)
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
        bucket.store().get(Keys.entity("children", child)).orElseThrow().body(),
        StandardCharsets.UTF_8);
  }

  private UUID accept(String model, UUID id) {
    DeleteResult result = bucket.engine().cascade().delete(model(model), id, DeleteOptions.async());
    UUID jobId = ((DeleteResult.Accepted) result).jobId();
    bucket.messages().removeIf(message -> message instanceof TaskMessage.Watch);
    return Objects.requireNonNull(jobId);
  }

  private Job job(UUID id) {
    return bucket.engine().jobs().find(id).orElseThrow();
  }
}
