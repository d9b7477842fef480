package dev.ligature.cascade.job;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.JobHead;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.store.Cas;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Step;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Jobs and their tasks as objects in the bucket. */
public final class JobRecords {

  private final ObjectStore store;
  private final Platform platform;
  private final Cas cas;

  public JobRecords(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.cas = new Cas(store);
  }

  static String key(TaskRef task) {
    return Keys.tasks(task.jobId()) + task.id();
  }

  /**
   * The task that an object of the folder of tasks is.
   *
   * @throws CorruptObjectException if it is none
   */
  public static TaskId taskId(ListedObject object) {
    String key = object.key();
    try {
      return TaskId.parse(key.substring(key.lastIndexOf('/') + 1));
    } catch (IllegalArgumentException e) {
      throw new CorruptObjectException(key, "its name is no task's id", e);
    }
  }

  /**
   * Writes the record of a new job, whose tasks stand already.
   *
   * @param begun when the delete began, by the store's time
   * @return false if the job can never begin: it was fenced meanwhile, because its caller seemed
   *     dead, or it took longer than {@link ObjectStore#WINDOW}
   */
  public boolean create(Job job, Instant begun) {
    PutOutcome outcome = store.put(Keys.jobRecord(job.id()), bytes(job), within(begun));
    // After a lost answer, this very job may stand there, which others have moved on since.
    return switch (outcome) {
      case PutOutcome.Written _ -> true;
      case PutOutcome.Refused refused -> refused.uncertain() && read(job.id()).isPresent();
    };
  }

  /**
   * Writes a task of a job that has no record yet.
   *
   * @param begun when the delete began, by the store's time
   * @return false if it took longer than {@link ObjectStore#WINDOW}. By then the job's open marker
   *     may be gone, and nobody would find the task
   */
  public boolean writeFirst(UUID jobId, Task task, Instant begun) {
    return store.put(key(new TaskRef(jobId, task.id())), bytes(task), within(begun)).written();
  }

  private Precondition within(Instant begun) {
    return platform
        .steps()
        .guard(Step.JOB_WITHIN_WINDOW, Precondition.ifAbsentWithin(begun), Precondition.ifAbsent());
  }

  /** Reads a job; one that was fenced has never come to be. */
  public Optional<Job> read(UUID jobId) {
    return store.get(Keys.jobRecord(jobId)).flatMap(JobRecords::parse);
  }

  private static Optional<Job> parse(StoredObject object) {
    try {
      return Optional.of(Json.read(object.key(), object.body(), Job.class));
    } catch (CorruptObjectException e) {
      // Rare, so it is not asked first.
      if (JobHead.read(object.key(), object.body()).fence() != null) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Makes sure that a job whose record is not there never comes to be: its caller, should it only
   * be slow, then fails.
   *
   * @return false if its record stands by now
   */
  public boolean fence(UUID jobId) {
    JobHead fence = JobHead.fence("its caller died, or was too slow, before the job was accepted");
    store.put(Keys.jobRecord(jobId), Json.stamped(fence, platform), Precondition.ifAbsent());
    return read(jobId).isEmpty();
  }

  /**
   * Changes a job if it is there and {@code change} gives something else than what it was given.
   *
   * @return the job afterwards; empty if there is none
   */
  public Optional<Job> update(UUID jobId, UnaryOperator<Job> change) {
    String key = Keys.jobRecord(jobId);
    return cas.as(Step.DECIDE_IF_MATCH, platform.steps())
        .update(
            key,
            current -> {
              Optional<Job> found = current.flatMap(JobRecords::parse);
              if (found.isEmpty()) {
                return Cas.Decision.leave(Optional.empty());
              }
              Job before = found.get();
              Job after = change.apply(before);
              return after.equals(before)
                  ? Cas.Decision.leave(Optional.of(before))
                  : Cas.Decision.write(bytes(after), Optional.of(after));
            });
  }

  private byte[] bytes(Job job) {
    return Json.stamped(job, platform);
  }

  public void write(UUID jobId, Task task) {
    store.put(key(new TaskRef(jobId, task.id())), bytes(task), Precondition.none());
  }

  private byte[] bytes(Task task) {
    return Json.stamped(task.toJson(store.time()), platform);
  }

  /** Reads a task for a delivery of its message; empty if it has ended. One GET. */
  public Optional<HeldTask> readTask(TaskRef ref) {
    String key = key(ref);
    return store
        .get(key)
        .map(
            object -> {
              Task task = new Task(ref.id(), Json.read(key, object.body(), Task.Work.class));
              return new HeldTask(store, platform, ref.jobId(), task, object.etag());
            });
  }

  /** Whether the task is still to be done, readable or not. */
  public boolean taskExists(TaskRef task) {
    return store.get(key(task)).isPresent();
  }

  public void removeTask(TaskRef task) {
    store.delete(key(task), Precondition.none());
  }

  /** A page of the job's unfinished tasks, in the order of their phases. */
  public ObjectPage listTasks(UUID jobId, @Nullable String startAfter, int limit) {
    return store.list(Keys.tasks(jobId), startAfter, limit);
  }

  /** All of the job's unfinished tasks, in the order of their phases. */
  public void eachPageOfTasks(UUID jobId, Consumer<List<ListedObject>> visit) {
    store.eachPage(Keys.tasks(jobId), visit);
  }

  /**
   * Deletes everything under a prefix, page by page, while the budget lasts; true if all is gone.
   */
  public boolean removeAll(String prefix, Budget budget) {
    while (true) {
      ObjectPage page = store.list(prefix, null, ObjectStore.MAX_BATCH);
      if (!page.objects().isEmpty()) {
        store.deleteAll(page.objects().stream().map(o -> Deletion.of(o.key())).toList());
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
