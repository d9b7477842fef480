package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.cascade.job.Task;
import dev.ligature.data.entity.Json;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.world.Truth.Life;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Whether every job ended, counted right and left nothing behind but its record, in a world that
 * has come to rest.
 */
final class Leftovers {

  private static final Set<String> ENDED = Set.of("completed", "blocked", "cancelled");

  private final Truth truth;
  private final List<Request> requests;
  private final List<UUID> cancelled;
  private final SimulatedStore bucket;
  private final List<String> violations = new ArrayList<>();
  private long maybes;

  Leftovers(Truth truth, List<Request> requests, List<UUID> cancelled, SimulatedStore bucket) {
    this.cancelled = cancelled;
    this.truth = truth;
    this.requests = requests;
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

  List<String> violations() {
    long deleted = 0;
    long nulled = 0;
    Map<String, String> accountOf = new HashMap<>();
    for (String key : bucket.keys()) {
      if (key.startsWith("data/")) {
        checkMark(key);
      } else if (key.endsWith("/job.json")) {
        JsonNode totals = read(bucket, key).path("totals");
        deleted += totals.path("rootDeleted").asBoolean() ? 1 : 0;
        for (JsonNode counts : totals.path("byRelationship")) {
          deleted += counts.path("deleted").asLong();
          nulled += counts.path("setNull").asLong();
        }
      } else if (key.startsWith("jobs/") && key.endsWith("-done")) {
        checkAccount(key, accountOf);
      } else if (key.endsWith("/tasks/" + Task.rootId())) {
        checkRootTask(key);
      } else if (key.startsWith("jobs/") && bucket.get(record(key)).isEmpty()) {
        violations.add("P5: a job without a record left " + key);
      }
    }
    checkCounts(deleted, nulled);
    for (UUID job : cancelled) {
      String state = state(read(bucket, "jobs/" + job + "/job.json"));
      if (!state.equals("cancelled")) {
        violations.add("P4: job " + job + " was called off, and yet is " + state);
      }
    }
    return violations;
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
    boolean counts =
        bucket.get(record).isPresent()
            && !Set.of("blocked", "cancelled").contains(state(read(bucket, record)));
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
    for (JsonNode ids : read(bucket, key).path("maybeDeleted")) {
      maybes += ids.size();
    }
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

  /** What jobs counted is what truly happened; a leaf deleted by a request belongs to no job. */
  private void checkCounts(long deleted, long nulled) {
    long gone = 0;
    long byRequest = 0;
    for (Life life : truth.lives().values()) {
      if (life.alive()) {
        continue;
      }
      gone++;
      boolean leaf = life.model().referencedBy().isEmpty();
      boolean asked =
          requests.stream()
              .anyMatch(
                  r ->
                      r.verb() == Request.Verb.DELETE
                          && life.id().equals(r.id())
                          && r.answer() != Request.Answer.REFUSED);
      // The sweeper removes an orphan that nothing refers to without a job, too.
      if (leaf && (asked || life.endedBy().startsWith("sweeper"))) {
        byRequest++;
      }
    }
    // A worker that died between a delete and its account leaves a "maybe", which two jobs that
    // meant to delete the same entity may both have.
    if (deleted > gone + maybes || deleted < gone - byRequest) {
      violations.add(
          "P5: jobs count "
              + deleted
              + " deleted, but "
              + gone
              + " are gone, of which "
              + byRequest
              + " may be without a job");
    }
    // A key set to null on a row that the same job then deleted does not count.
    // And who else removes the reference through which a redelivery would have found what the
    // delivery before it did, takes that from its count: another delete of the same root, or an
    // update refused because of it.
    boolean others =
        requests.stream()
            .anyMatch(
                r ->
                    r.verb() == Request.Verb.UPDATE && r.answer() != Request.Answer.DONE
                        || r.verb() == Request.Verb.DELETE
                            && requests.stream()
                                .anyMatch(
                                    o ->
                                        o != r
                                            && o.verb() == Request.Verb.DELETE
                                            && Objects.equals(o.id(), r.id())));
    if (nulled > truth.nullings() || (nulled < truth.nullingsOfSurvivors() && !others)) {
      violations.add(
          "P5: jobs count " + nulled + " keys set to null, but it was " + truth.nullings());
    }
  }
}
