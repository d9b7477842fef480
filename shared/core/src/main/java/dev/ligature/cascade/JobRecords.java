package dev.ligature.cascade;

import dev.ligature.data.Json;
import dev.ligature.data.Keys;
import dev.ligature.store.Cas;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Jobs and their tasks as objects in the bucket. */
final class JobRecords {

  private final ObjectStore store;
  private final Platform platform;
  private final Cas cas;

  JobRecords(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.cas = new Cas(store).as(Step.DECIDE_IF_MATCH, platform.steps());
  }

  static String tasks(UUID jobId) {
    return Keys.tasks(jobId);
  }

  static String task(UUID jobId, String taskId) {
    return tasks(jobId) + taskId;
  }

  static String taskId(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  void create(Job job) {
    String key = Keys.jobRecord(job.id());
    PutOutcome outcome = store.put(key, bytes(job), Precondition.ifAbsent());
    // After a lost answer, what stands there is this very job, which others have moved on since.
    boolean ours = outcome instanceof PutOutcome.Refused refused && refused.uncertain();
    if (!outcome.written() && !ours) {
      throw new IllegalStateException("the job id " + job.id() + " was used before");
    }
  }

  Optional<Job> read(UUID jobId) {
    String key = Keys.jobRecord(jobId);
    return store.get(key).map(o -> Job.parse(Json.parseStored(key, o.body())));
  }

  /**
   * Changes a job if it is there and {@code change} gives something else than what it was given.
   *
   * @return the job afterwards; empty if there is none
   */
  Optional<Job> update(UUID jobId, UnaryOperator<Job> change) {
    String key = Keys.jobRecord(jobId);
    return cas.update(
        key,
        current -> {
          if (current.isEmpty()) {
            return Cas.Decision.leave(Optional.empty());
          }
          Job before = Job.parse(Json.parseStored(key, current.get().body()));
          Job after = change.apply(before);
          return after.equals(before)
              ? Cas.Decision.leave(Optional.of(before))
              : Cas.Decision.write(bytes(after), Optional.of(after));
        });
  }

  private byte[] bytes(Job job) {
    return Json.bytes(job.toJson(platform.nonce()));
  }

  void write(UUID jobId, Task task) {
    store.put(
        task(jobId, task.id()),
        Json.bytes(task.toJson(platform.clock().instant())),
        Precondition.none());
  }

  Optional<Task> readTask(UUID jobId, String taskId) {
    String key = task(jobId, taskId);
    return store.get(key).map(o -> Task.parse(taskId, Json.parseStored(key, o.body())));
  }

  void removeTask(UUID jobId, String taskId) {
    store.delete(task(jobId, taskId), Precondition.none());
  }

  /** A page of the job's unfinished tasks, in the order of their phases. */
  ObjectPage listTasks(UUID jobId, @Nullable String startAfter, int limit) {
    return store.list(tasks(jobId), startAfter, limit);
  }

  /**
   * Deletes everything under a prefix, page by page, while the budget lasts; true if all is gone.
   */
  boolean removeAll(String prefix, Budget budget) {
    while (true) {
      ObjectPage page = store.list(prefix, null, ObjectStore.MAX_BATCH);
      if (!page.objects().isEmpty()) {
        List<Deletion> deletions = new ArrayList<>();
        for (ListedObject object : page.objects()) {
          deletions.add(Deletion.of(object.key()));
        }
        store.deleteAll(deletions);
      }
      if (page.next() == null) {
        return true;
      }
      if (budget.spent()) {
        return false;
      }
    }
  }
}
