package dev.ligature.simulation.world;

import dev.ligature.bucket.Json;
import dev.ligature.simulation.engine.Actor;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts every single try of a request to the bucket, for whom it is made, and who did what. */
final class Meter implements ObjectStore {

  private static final String OPEN = "open/";
  private static final Set<String> SHOWN = Set.of("data/", "refs/", "index/");

  /** What one piece of work has cost: a client's request, or one delivery of a task. */
  static final class Bill {
    private final @Nullable UUID worksOn;
    private final String task;
    private final String actor;
    private @Nullable UUID began;
    private int requests;
    private int shown;
    private final long begun;
    private long last;

    /** Where pages went on that were shorter than asked for: S3's own are longer than any here. */
    private final Set<String> cutShort = new HashSet<>();

    private Bill(@Nullable UUID worksOn, String task, String actor, long stirs) {
      this.worksOn = worksOn;
      this.task = task;
      this.actor = actor;
      this.begun = stirs;
      this.last = stirs;
    }

    private void listed(String prefix, ObjectPage page, int limit) {
      if (page.next() != null && page.objects().size() < limit) {
        cutShort.add(prefix + page.next());
      }
      if (SHOWN.stream().anyMatch(prefix::startsWith)) {
        shown += page.objects().size();
      }
    }

    /** Requests to the bucket, each try by itself. */
    int requests() {
      return requests;
    }

    /** Entities, references and index entries that listings have shown. */
    int shown() {
      return shown;
    }

    /** How often somebody changed what it may have looked at, from its beginning to its last. */
    long stirs() {
      return last - begun;
    }

    /** The name of the actor that did the work. */
    String actor() {
      return actor;
    }

    /** The task that it was for; empty for a request. */
    String task() {
      return task;
    }

    /** The job that it was for; {@code null} for none. */
    @Nullable UUID job() {
      return worksOn == null ? began : worksOn;
    }
  }

  /**
   * That somebody read or wrote below a folder.
   *
   * @param actor the name of the one who did
   * @param folder up to the first slash, and with it
   * @param writes whether it was a write or a delete
   */
  record Access(String actor, String folder, boolean writes) {}

  private final Scheduler scheduler;
  private final LongSupplier stirs;
  private final ObjectStore store;
  private final List<Bill> bills = new ArrayList<>();
  private final Map<Integer, Bill> running = new HashMap<>();
  private final Set<Access> accesses = new HashSet<>();

  /**
   * @param stirs tells of {@link Truth#stirs}
   * @param store where the requests go
   */
  Meter(Scheduler scheduler, LongSupplier stirs, ObjectStore store) {
    this.scheduler = scheduler;
    this.stirs = stirs;
    this.store = store;
  }

  /** From now on the running actor works on a client's request. */
  Bill beginRequest() {
    return begin(null, "");
  }

  /** From now on the running actor works on this task. */
  void beginTask(UUID job, String task) {
    begin(job, task);
  }

  /**
   * What the running actor does from now on nobody is billed for: upkeep, and what is done about
   * jobs.
   */
  void beginUpkeep() {
    Actor actor = scheduler.currentActor();
    if (actor != null) {
      running.remove(actor.number());
    }
  }

  private Bill begin(@Nullable UUID job, String task) {
    Actor actor = scheduler.currentActor();
    Bill bill = new Bill(job, task, actor == null ? "" : actor.name(), stirs.getAsLong());
    bills.add(bill);
    if (actor != null) {
      running.put(actor.number(), bill);
    }
    return bill;
  }

  /** Everything that was billed. */
  List<Bill> bills() {
    return bills;
  }

  /** Who read and wrote which folders. */
  Set<Access> accesses() {
    return accesses;
  }

  private void read(String key) {
    note(key, false);
  }

  /** S3 asks for the right to read, too, of who writes or deletes If-Match an ETag. */
  private void written(String key, Precondition precondition) {
    note(key, true);
    if (precondition instanceof Precondition.IfMatch
        || precondition instanceof Precondition.IfMatchWithin) {
      note(key, false);
    }
  }

  private void note(String key, boolean writes) {
    Actor actor = scheduler.currentActor();
    if (actor != null) {
      accesses.add(new Access(actor.name(), key.substring(0, key.indexOf('/') + 1), writes));
    }
  }

  private void charge(String key) {
    Bill bill = bill();
    if (bill != null) {
      bill.requests++;
      bill.last = stirs.getAsLong();
      if (bill.began == null && key.startsWith(OPEN)) {
        bill.began = Json.uuidOrNull(key.substring(OPEN.length()));
      }
    }
  }

  private @Nullable Bill bill() {
    Actor actor = scheduler.currentActor();
    return actor == null ? null : running.get(actor.number());
  }

  @Override
  public Instant time() {
    return store.time();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    read(key);
    charge(key);
    return store.get(key);
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    written(key, precondition);
    charge(key);
    return store.put(key, body, precondition);
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    written(key, precondition);
    charge(key);
    return store.delete(key, precondition);
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    deletions.forEach(deletion -> written(deletion.key(), deletion.precondition()));
    if (!deletions.isEmpty()) {
      charge(deletions.getFirst().key());
    }
    return store.deleteAll(deletions);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    Bill bill = bill();
    read(prefix);
    boolean rest = bill != null && bill.cutShort.remove(prefix + startAfter);
    if (!rest) {
      charge(prefix);
    }
    ObjectPage page = store.list(prefix, startAfter, limit);
    if (bill != null) {
      bill.listed(prefix, page, limit);
    }
    return page;
  }
}
