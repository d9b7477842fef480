package dev.ligature.behaviour.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.Victim;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.HeldQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.Platform;
import dev.ligature.store.system.SystemPlatform;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** In which order the tasks of a job come to their workers makes no difference. */
class CountsAndOrderTest {

  /** A leg refers to its table twice: by RESTRICT, and by a joint that takes it along. */
  private static final Schema TABLES =
      Schema.builder()
          .model("Table", "tables")
          .hasMany("Joint", "tableId")
          .onDelete(OnDelete.CASCADE)
          .hasMany("Leg", "tableId")
          .onDelete(OnDelete.RESTRICT)
          .model("Joint", "joints")
          .foreignKey("tableId", "Table")
          .required()
          .hasMany("Leg", "jointId")
          .onDelete(OnDelete.CASCADE)
          .model("Leg", "legs")
          .foreignKey("tableId", "Table")
          .required()
          .foreignKey("jointId", "Joint")
          .required()
          .build();

  /** A note loses its shelf, and goes with its book. */
  private static final Schema SHELVES =
      Schema.builder()
          .model("Shelf", "shelves")
          .hasMany("Note", "shelfId")
          .onDelete(OnDelete.SET_NULL)
          .hasMany("Book", "shelfId")
          .onDelete(OnDelete.CASCADE)
          .model("Book", "books")
          .foreignKey("shelfId", "Shelf")
          .required()
          .hasMany("Note", "bookId")
          .onDelete(OnDelete.CASCADE)
          .model("Note", "notes")
          .foreignKey("shelfId", "Shelf")
          .foreignKey("bookId", "Book")
          .build();

  private final SimulatedStore bucket = new SimulatedStore(InstantSource.system());
  private final Platform platform = SystemPlatform.create();
  private final HeldQueue queue = new HeldQueue();
  private final Deque<TaskMessage> messages = queue.messages();

  private UUID create(Schema schema, String model, Object... fields) {
    ObjectNode json = Json.object();
    for (int i = 0; i < fields.length; i += 2) {
      json.put(fields[i].toString(), fields[i + 1].toString());
    }
    return Engine.of(EngineConfig.of(schema, bucket).withPlatform(platform))
        .entities()
        .create(schema.model(model).orElseThrow(), json)
        .orThrow()
        .id();
  }

  private UUID deleteLater(Schema schema, String model, UUID id) {
    DeleteResult result =
        Engine.of(EngineConfig.of(schema, bucket).withPlatform(platform).withQueue(queue))
            .cascade()
            .delete(schema.model(model).orElseThrow(), id, DeleteOptions.async());
    return ((DeleteResult.Accepted) result).jobId();
  }

  private CascadeWorker worker(Schema schema) {
    return Engine.of(EngineConfig.of(schema, bucket).withPlatform(platform).withQueue(queue))
        .worker();
  }

  private void work(CascadeWorker worker, TaskMessage message) {
    worker.work(message, Budget.until(platform.clock(), Instant.MAX));
  }

  private List<String> taskIds(UUID jobId) {
    String folder = "jobs/" + jobId + "/tasks/";
    return bucket.keys().stream()
        .filter(key -> key.startsWith(folder))
        .map(key -> key.substring(folder.length()))
        .toList();
  }

  @Test
  void restrictIsNotJudgedBeforeEverythingIsCondemnedEvenIfItsMessageComesEarly() {
    UUID table = create(TABLES, "Table");
    UUID joint = create(TABLES, "Joint", "tableId", table);
    create(TABLES, "Leg", "tableId", table, "jointId", joint);
    UUID job = deleteLater(TABLES, "Table", table);
    CascadeWorker worker = worker(TABLES);

    // As the sweeper may: after every step, word of every task there is, the last ones first.
    for (int steps = 0; !messages.isEmpty(); steps++) {
      assertThat(steps).as("steps").isLessThan(100);
      work(worker, messages.removeFirst());
      List<String> tasks = new ArrayList<>(taskIds(job));
      tasks.reversed().forEach(task -> work(worker, TaskMessage.of(job, task)));
    }

    JobService jobs =
        Engine.of(EngineConfig.of(TABLES, bucket).withPlatform(platform).withQueue(queue)).jobs();
    assertThat(jobs.get(job).orElseThrow().job().state()).isEqualTo(JobState.COMPLETED);
    assertThat(bucket.keys()).allMatch(key -> key.startsWith("jobs/") || key.startsWith("schema/"));
  }

  @Test
  void aKeySetToNullOnTheWayToItsRowsOwnDeletionDoesNotCount() {
    for (boolean lastFirst : new boolean[] {true, false}) {
      UUID shelf = create(SHELVES, "Shelf");
      UUID book = create(SHELVES, "Book", "shelfId", shelf);
      create(SHELVES, "Note", "shelfId", shelf, "bookId", book);
      UUID stays = create(SHELVES, "Note", "shelfId", shelf);
      UUID job = deleteLater(SHELVES, "Shelf", shelf);
      CascadeWorker worker = worker(SHELVES);
      while (!messages.isEmpty()) {
        work(worker, lastFirst ? messages.removeLast() : messages.removeFirst());
      }

      JobService jobs =
          Engine.of(EngineConfig.of(SHELVES, bucket).withPlatform(platform).withQueue(queue))
              .jobs();
      var totals = jobs.get(job).orElseThrow().job().totals();
      assertThat(totals.cascaded()).isEqualTo(2);
      assertThat(totals.setNull()).isEqualTo(1);
      assertThat(
              bucket.keys().stream()
                  .filter(key -> !key.startsWith("jobs/") && !key.startsWith("schema/")))
          .contains("data/notes/" + stays + ".json")
          .noneMatch(key -> key.contains(shelf.toString()));
    }
  }

  /** One that moved from one parent to another while both were looked at was found under either. */
  @Test
  void aVictimThatATaskNamesTwiceIsTreatedOnce() {
    UUID shelf = create(SHELVES, "Shelf");
    UUID note = create(SHELVES, "Note", "shelfId", shelf);
    UUID jobId = deleteLater(SHELVES, "Shelf", shelf);
    Victim victim = new Victim(shelf, null);
    Task twice =
        Task.following(
            TaskId.root(),
            TaskId.Phase.DELETE,
            0,
            new Task.Work.Delete("shelves", List.of(victim, victim)),
            true);
    new JobRecords(bucket, platform).write(jobId, twice);
    messages.addFirst(TaskMessage.of(jobId, twice.id()));

    CascadeWorker worker = worker(SHELVES);
    while (!messages.isEmpty()) {
      work(worker, messages.removeFirst());
    }

    Job job = new JobRecords(bucket, platform).read(jobId).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.totals().setNull()).isEqualTo(1);
    assertThat(bucket.keys()).contains("data/notes/" + note + ".json");
  }
}
