package dev.ligature.cascade;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers may see of jobs and do with them. Safe for many threads. */
public final class JobService {

  /** The most pending tasks that are counted; more are told as this many. */
  public static final int PENDING_COUNTED = 1_000;

  private final ObjectStore store;
  private final Platform platform;
  private final JobRecords records;
  private final OpenMarkers markers;
  private final Journal journal;
  private final CascadeWorker worker;
  private final TaskQueue queue;

  /** Its parts are put together by the engine. */
  public JobService(
      ObjectStore store,
      Platform platform,
      JobRecords records,
      OpenMarkers markers,
      Journal journal,
      CascadeWorker worker,
      TaskQueue queue) {
    this.store = store;
    this.platform = platform;
    this.records = records;
    this.markers = markers;
    this.journal = journal;
    this.worker = worker;
    this.queue = queue;
  }

  /**
   * A job and how far it is.
   *
   * @param job the job; its totals are those so far, if it is running
   * @param pendingTasks tasks not yet finished, at most {@link #PENDING_COUNTED}
   */
  public record Progress(Job job, int pendingTasks) {}

  /**
   * A page of jobs, the oldest first.
   *
   * @param jobs those that can be read
   * @param unreadable what is wrong with the others, in words that name the key of each record
   * @param next the last job of the page if more may follow; {@code null} if not
   */
  public record JobPage(List<Job> jobs, List<String> unreadable, @Nullable UUID next) {
    public JobPage {
      jobs = List.copyOf(jobs);
      unreadable = List.copyOf(unreadable);
    }
  }

  /** What became of a retry or a cancel. */
  public sealed interface Change {
    /** It took effect (or had before). */
    record Changed(Job job) implements Change {}

    /** The job's state does not allow it. */
    record NotAllowed(Job job, String reason) implements Change {}

    /** There is no such job. */
    record NotFound() implements Change {}
  }

  /** A job with its progress. */
  public Optional<Progress> get(UUID jobId) {
    return records
        .read(jobId)
        .map(
            job -> {
              if (job.state().ended()) {
                return new Progress(job, 0);
              }
              int pending = records.listTasks(jobId, null, PENDING_COUNTED).objects().size();
              return new Progress(job.withTotals(journal.totals(jobId)), pending);
            });
  }

  /** A job as recorded: one GET. The totals of one that has not ended are not added up. */
  public Optional<Job> find(UUID jobId) {
    return records.read(jobId);
  }

  /** Jobs behind {@code after}, the oldest first. Requests: one LIST and one GET for each. */
  public JobPage list(@Nullable UUID after, int limit) {
    List<UUID> ids = new ArrayList<>();
    UUID last = after;
    while (ids.size() < limit) {
      Optional<UUID> next = jobAfter(last);
      if (next.isEmpty()) {
        break;
      }
      ids.add(next.get());
      last = next.get();
    }
    List<Job> jobs = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (Found found : platform.parallel().map(ids, this::readOrTell)) {
      found.job().ifPresent(jobs::add);
      found.problem().ifPresent(unreadable::add);
    }
    return new JobPage(jobs, unreadable, ids.size() == limit ? last : null);
  }

  /** A job, or what is wrong with its record, or neither if it never came to be. */
  private record Found(Optional<Job> job, Optional<String> problem) {}

  private Found readOrTell(UUID jobId) {
    try {
      return new Found(records.read(jobId), Optional.empty());
    } catch (CorruptObjectException e) {
      return new Found(Optional.empty(), Optional.of(e.explanation()));
    }
  }

  /**
   * Where a job lies in the bucket.
   *
   * @param jobId the job
   * @param first its first object: the record, or if that is not there, whatever comes next
   */
  public record Place(UUID jobId, ListedObject first) {}

  /** The id of the next job behind this one. Requests: one LIST. */
  public Optional<UUID> jobAfter(@Nullable UUID job) {
    return placeAfter(job).map(Place::jobId);
  }

  /** The next job behind this one; a job has many keys, so it skips to their end. One LIST. */
  public Optional<Place> placeAfter(@Nullable UUID job) {
    // '0' is the character behind '/': every key of the job sorts before it.
    String startAfter = job == null ? null : Keys.jobs() + job + "0";
    while (true) {
      ObjectPage page = store.list(Keys.jobs(), startAfter, 1);
      if (page.objects().isEmpty()) {
        return Optional.empty();
      }
      ListedObject first = page.objects().getFirst();
      String[] segments = first.key().substring(Keys.jobs().length()).split("/", 2);
      UUID id = Json.uuidOrNull(segments[0]);
      if (id != null) {
        return Optional.of(new Place(id, first));
      }
      startAfter = first.key();
    }
  }

  /**
   * Lets a stalled job go on: all its tasks are re-queued, and its next step is looked for. A job
   * that has not stalled is let alone, for each of its tasks has a message already. But if it has
   * lost its open marker, by which the sweeper finds it, it gets one again.
   */
  public Change retry(UUID jobId) {
    Instant now = store.time();
    boolean[] stalled = {false};
    Optional<Job> after =
        records.update(
            jobId,
            job -> {
              stalled[0] = job.state() == JobState.STALLED;
              return stalled[0] ? job.retried(now) : job;
            });
    if (after.isEmpty()) {
      return new Change.NotFound();
    }
    Job job = after.get();
    if (!stalled[0]) {
      return job.state().ended() || markers.read(jobId).isPresent()
          ? new Change.NotAllowed(job, "the job is " + job.state().text())
          : markAgain(job);
    }
    // It has one, unless somebody took it away, or an older version wrote the job.
    markers.open(jobId, job.generation());
    worker.requeueAll(job);
    queue.send(new TaskMessage.Watch(jobId), Duration.ZERO);
    return new Change.Changed(job);
  }

  private Change markAgain(Job job) {
    markers.open(job.id(), job.generation());
    queue.send(new TaskMessage.Watch(job.id()), Duration.ZERO);
    return new Change.Changed(job);
  }

  /** Calls off a job that has not committed; its marks are taken back. */
  public Change cancel(UUID jobId) {
    Instant now = store.time();
    Optional<Job> after =
        records.update(
            jobId,
            job ->
                job.committed() || job.state().ended() ? job : job.with(JobState.CANCELLED, now));
    if (after.isEmpty()) {
      return new Change.NotFound();
    }
    Job job = after.get();
    if (job.state() != JobState.CANCELLED) {
      return new Change.NotAllowed(
          job,
          job.committed()
              ? "the job has committed; its victims are gone"
              : "the job is " + job.state().text());
    }
    queue.send(TaskMessage.of(jobId, TaskId.root()), Duration.ZERO);
    return new Change.Changed(job);
  }

  /**
   * Calls off a job that stalled before it had decided, and says so in its failures.
   *
   * @param seen the job as it was found; if it has changed since, nothing happens
   * @param patience how long it has been stalled at least
   */
  public void giveUp(Job seen, Duration patience) {
    String why =
        "gave up after being stalled for %s while planning; nothing was deleted"
            .formatted(text(patience));
    Instant now = platform.clock().instant();
    records
        .update(
            seen.id(), job -> job.equals(seen) && !job.committed() ? job.givenUp(why, now) : job)
        .filter(job -> job.state() == JobState.CANCELLED)
        .ifPresent(job -> queue.send(TaskMessage.of(job.id(), TaskId.root()), Duration.ZERO));
  }

  private static String text(Duration duration) {
    return duration.toMinutes() + " min";
  }
}
