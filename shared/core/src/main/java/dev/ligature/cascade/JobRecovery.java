package dev.ligature.cascade;

import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Takes up the jobs of a bucket whose queue has lost its messages, as a queue in memory does when
 * its process ends. (SQS keeps messages; what it loses all the same the sweeper finds.)
 *
 * <p>A task's record is written before its message is sent and removed when it is done, so the
 * records are the messages that a lasting queue would hold. One too many does no harm, and neither
 * does one too early: whoever gets it sees how far the job is.
 */
public final class JobRecovery {

  private final ObjectStore store;
  private final Platform platform;
  private final JobRecords records;
  private final TaskQueue queue;

  /** Finds the jobs of this store; tells of their tasks through {@code queue}. */
  public JobRecovery(ObjectStore store, Platform platform, TaskQueue queue) {
    this.store = store;
    this.platform = platform;
    this.records = new JobRecords(store, platform);
    this.queue = queue;
  }

  /**
   * Sends for every task that is not done, and for the watch of every job that is under way without
   * one, or that never came to be.
   *
   * <p>Requests: one LIST for each thousand keys under {@code jobs/}, and one GET for each job
   * without tasks, for only its record tells whether it has ended.
   *
   * @return how many jobs go on
   */
  public int run() {
    Set<UUID> recorded = new LinkedHashSet<>();
    Set<UUID> withTasks = new TreeSet<>();
    store.eachPage(
        Keys.jobs(),
        page -> {
          Map<UUID, List<String>> tasks = new LinkedHashMap<>();
          for (ListedObject object : page) {
            String[] path = object.key().split("/");
            UUID jobId = path.length < 3 ? null : Json.uuidOrNull(path[1]);
            if (jobId == null) {
              continue;
            }
            if (object.key().equals(Keys.jobRecord(jobId))) {
              recorded.add(jobId);
            } else if (object.key().startsWith(Keys.tasks(jobId))) {
              tasks
                  .computeIfAbsent(jobId, _ -> new ArrayList<>())
                  .add(JobRecords.taskId(object.key()));
            }
          }
          tasks.forEach(queue::sendAll);
          withTasks.addAll(tasks.keySet());
        });
    Set<UUID> watched = new TreeSet<>(withTasks);
    watched.removeAll(recorded);
    watched.addAll(underWay(recorded.stream().filter(job -> !withTasks.contains(job)).toList()));
    watched.forEach(job -> queue.send(job, CascadeWorker.WATCH, Duration.ZERO));
    withTasks.addAll(watched);
    return withTasks.size();
  }

  private List<UUID> underWay(List<UUID> jobs) {
    List<Boolean> open =
        platform
            .parallel()
            .map(
                jobs, job -> records.read(job).map(Job::state).filter(s -> !s.ended()).isPresent());
    List<UUID> underWay = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      if (open.get(i)) {
        underWay.add(jobs.get(i));
      }
    }
    return underWay;
  }
}
