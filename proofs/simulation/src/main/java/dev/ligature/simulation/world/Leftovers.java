package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.world.TrueJobs.Nulling;
import dev.ligature.simulation.world.TrueJobs.TrueJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whether every job ended, counted right and left nothing behind but its record, in a world that
 * has come to rest.
 */
final class Leftovers {

  /** Entities, what they stand under, and what still concerns somebody. */
  private static final Set<String> FOR_EVER =
      Set.of("data/", "refs/", "index/", "claims/", "orphans/", "schema/", "sweep/");

  private static final Set<String> ENDED = Set.of("completed", "blocked", "cancelled");

  private final Truth truth;
  private final Api api;
  private final SimulatedStore bucket;
  private final List<String> violations = new ArrayList<>();

  Leftovers(Truth truth, Api api, SimulatedStore bucket) {
    this.truth = truth;
    this.api = api;
    this.bucket = bucket;
  }

  /**
   * Open markers, records of jobs that have not ended, and tasks without a record. Tasks of a job
   * that has ended are no work: a slow worker wrote them, and they go with the job's record.
   */
  static List<String> unfinished(SimulatedStore bucket) {
    List<String> open = new ArrayList<>();
    for (String key : bucket.keys()) {
      if (key.startsWith("open/") || (key.contains("/tasks/") && noRecord(bucket, key))) {
        open.add(key);
      } else if (key.endsWith("/job.json")) {
        String state = state(read(bucket, key));
        if (!ENDED.contains(state)) {
          open.add(key + " " + state);
        }
      }
    }
    return open;
  }

  /** Whether a job waits for a person. */
  static boolean anyStalled(SimulatedStore bucket) {
    return bucket.keys().stream()
        .anyMatch(key -> key.endsWith("/job.json") && state(read(bucket, key)).equals("stalled"));
  }

  /** A fence stands where the record of a job would be that never came to be. */
  private static boolean noRecord(SimulatedStore bucket, String key) {
    return bucket.get(record(key)).isEmpty() || read(bucket, record(key)).has("fence");
  }

  /** The record of the job that a key belongs to. */
  private static String record(String key) {
    return key.substring(0, key.indexOf('/', "jobs/".length())) + "/job.json";
  }

  private static String state(ObjectNode job) {
    return job.path("state").asText();
  }

  private static ObjectNode read(SimulatedStore bucket, String key) {
    return Json.parseStored(key, bucket.get(key).orElseThrow().body());
  }

  /** Keys that must go once every record has outlived its retention. */
  static Set<String> passing(SimulatedStore bucket) {
    return bucket.keys().stream()
        .filter(key -> FOR_EVER.stream().noneMatch(key::startsWith))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  List<String> violations() {
    Map<String, String> accountOf = new HashMap<>();
    Map<UUID, Accounts> accounts = new TreeMap<>();
    for (String key : bucket.keys()) {
      if (key.startsWith("data/")) {
        checkMark(key);
      } else if (key.startsWith("jobs/") && key.endsWith("-done")) {
        checkAccount(key, accountOf);
        accounts.computeIfAbsent(jobOf(key), _ -> new Accounts()).add(read(bucket, key));
      } else if (key.endsWith("/tasks/" + TaskId.root())) {
        checkRootTask(key);
      } else if (key.startsWith("jobs/")
          && !key.endsWith("/job.json")
          && bucket.get(record(key)).isEmpty()) {
        violations.add("P5: a job without a record left " + key);
      }
    }
    for (TrueJob job : truth.jobs().all()) {
      if (job.recorded()) {
        checkCounts(job, accounts.getOrDefault(job.id(), new Accounts()));
      }
    }
    api.requests().forEach(this::checkAnswer);
    for (UUID id : api.cancelled()) {
      TrueJob job = truth.jobs().job(id);
      if (job.state() != JobState.CANCELLED) {
        violations.add("P4: " + job + " was called off, and yet is " + job.state());
      }
    }
    return violations;
  }

  /** Whoever was told that a job has completed was told its final counts. */
  private void checkAnswer(Request request) {
    DeleteResult.Accepted accepted = request.accepted();
    UUID job = accepted == null ? null : accepted.jobId();
    if (accepted == null
        || job == null
        || accepted.state() != JobState.COMPLETED
        || !truth.jobs().job(job).recorded()) {
      return;
    }
    JsonNode totals = totals(job);
    long cascaded = 0;
    long nulled = 0;
    for (JsonNode counts : totals.path("byRelationship")) {
      cascaded += counts.path("deleted").asLong();
      nulled += counts.path("setNull").asLong();
    }
    if (accepted.cascaded() != cascaded || accepted.setNull() != nulled) {
      violations.add("P5: " + request + " was told " + accepted + ", but it is " + totals);
    }
  }

  private JsonNode totals(UUID job) {
    return bucket
        .get("jobs/" + job + "/job.json")
        .map(object -> Json.parseStored(object.key(), object.body()).path("totals"))
        .orElse(MissingNode.getInstance());
  }

  private static UUID jobOf(String key) {
    return UUID.fromString(key.split("/")[1]);
  }

  /**
   * A worker that slept while its job was refused may condemn an entity afterwards. Such a mark
   * counts for nothing, and the next write of the entity takes it away; any other mark is a lock.
   */
  private void checkMark(String key) {
    String mark = read(bucket, key).path("condemnedBy").asText("");
    if (mark.isEmpty()) {
      return;
    }
    String record = "jobs/" + mark.split("#")[0] + "/job.json";
    boolean counts = bucket.get(record).isPresent() && !ENDED.contains(state(read(bucket, record)));
    if (counts) {
      violations.add("P4: a mark is left on " + key + ": " + mark);
    }
  }

  /**
   * The last task of a job that was refused or called off takes back its marks. A request of the
   * job's caller that lands late may write it again after that.
   */
  private void checkRootTask(String key) {
    boolean after = lastModified(key).isAfter(lastModified(record(key)));
    if (!state(read(bucket, record(key))).equals("completed") && !after) {
      violations.add("P4: nobody has taken back the marks of " + key);
    }
  }

  private Instant lastModified(String key) {
    return bucket.list(key, null, 1).objects().getFirst().lastModified();
  }

  /** No deletion is on two accounts. */
  private void checkAccount(String key, Map<String, String> accountOf) {
    for (JsonNode ids : read(bucket, key).path("deleted")) {
      for (JsonNode id : ids) {
        String other = accountOf.put(id.asText(), key);
        if (other != null) {
          violations.add("P5: " + id.asText() + " is on two accounts: " + other + ", " + key);
        }
        if (truth.alive(UUID.fromString(id.asText()))) {
          violations.add("P5: " + id.asText() + " lives and is on the account " + key);
        }
      }
    }
  }

  /** What the accounts of a job say. */
  private static final class Accounts {
    private final Set<UUID> deleted = new TreeSet<>();
    private final Set<UUID> maybeDeleted = new TreeSet<>();
    private final List<Nulling> nulled = new ArrayList<>();

    void add(JsonNode account) {
      collect(account.path("deleted"), deleted);
      collect(account.path("maybeDeleted"), maybeDeleted);
      account
          .path("nulled")
          .properties()
          .forEach(
              e ->
                  e.getValue()
                      .forEach(
                          id -> nulled.add(new Nulling(UUID.fromString(id.asText()), e.getKey()))));
    }

    private static void collect(JsonNode byRelationship, Set<UUID> ids) {
      byRelationship.forEach(list -> list.forEach(id -> ids.add(UUID.fromString(id.asText()))));
    }
  }

  /**
   * What a job counted is what it truly did. Two things cannot be decided, and are left open:
   *
   * <ul>
   *   <li>Two jobs meant to delete one entity, and a worker of one died between its delete and its
   *       account, or S3's answer was blurred: both may count it.
   *   <li>An entity whose key was set to null by a worker that died before its account, and that
   *       others have deleted before the task came again: the stamp went with it.
   * </ul>
   */
  private void checkCounts(TrueJob job, Accounts accounts) {
    JsonNode totals = totals(job.id());
    long deleted = totals.path("rootDeleted").asBoolean() ? 1 : 0;
    long nulled = 0;
    for (JsonNode counts : totals.path("byRelationship")) {
      deleted += counts.path("deleted").asLong();
      nulled += counts.path("setNull").asLong();
    }
    checkDeleted(job, accounts, deleted);
    checkNulled(job, accounts, nulled);
  }

  private void checkDeleted(TrueJob job, Accounts accounts, long counted) {
    Set<UUID> did = new TreeSet<>(job.deleted);
    did.addAll(job.perhapsDeleted);
    List<UUID> claimed = accounts.deleted.stream().filter(id -> !did.contains(id)).toList();
    if (!claimed.isEmpty()) {
      violations.add("P5: " + job + " claims to have deleted " + claimed);
    }
    List<UUID> doubtful =
        accounts.maybeDeleted.stream()
            .filter(id -> !job.deleted.contains(id) && !accounts.deleted.contains(id))
            .toList();
    for (UUID id : doubtful) {
      if (truth.alive(id)) {
        violations.add("P5: " + job + " may have deleted " + id + ", which lives");
      }
    }
    Set<UUID> sure = new TreeSet<>(job.deleted);
    sure.addAll(accounts.deleted);
    // A worker that slept may tell of its doubt when the job has ended, and the counts are final.
    if (counted < sure.size() || counted > sure.size() + doubtful.size()) {
      violations.add(
          "P5: " + job + " counts " + counted + " deleted; " + sure + " were, perhaps " + doubtful);
    }
  }

  private void checkNulled(TrueJob job, Accounts accounts, long counted) {
    List<Nulling> claimed = new ArrayList<>(accounts.nulled);
    job.nulled.forEach(claimed::remove);
    if (!claimed.isEmpty()) {
      violations.add("P5: " + job + " claims to have set to null " + claimed);
    }
    // A key set to null on a row that the same job then deleted does not count.
    List<Nulling> nulled =
        job.nulled.stream().filter(nulling -> !job.deleted.contains(nulling.id())).toList();
    long ofLiving = nulled.stream().filter(nulling -> truth.alive(nulling.id())).distinct().count();
    if (counted < ofLiving || counted > nulled.size()) {
      violations.add("P5: " + job + " counts " + counted + " keys set to null; it was " + nulled);
    }
  }
}
