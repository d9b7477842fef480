package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.JobState;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.world.Life.State;
import dev.ligature.simulation.world.TrueJobs.TrueJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether the promises P1 to P5 held in a world that has come to rest. */
final class PromiseCheck {

  private final Truth truth;
  private final List<Request> requests;
  private final SimulatedStore bucket;
  private final List<String> violations = new ArrayList<>();

  PromiseCheck(Truth truth, List<Request> requests, SimulatedStore bucket) {
    this.truth = truth;
    this.requests = requests;
    this.bucket = bucket;
  }

  List<String> violations() {
    Map<String, List<Life>> byLabel = new HashMap<>();
    for (Life life : truth.lives().values()) {
      checkNulling(life);
      if (life.alive()) {
        checkKeys(life);
      } else {
        checkDeletion(life);
      }
      for (State state : life.states()) {
        List<Life> writtenBy =
            byLabel.computeIfAbsent(state.fields().path("label").asText(), l -> new ArrayList<>());
        if (!writtenBy.contains(life)) {
          writtenBy.add(life);
        }
      }
    }
    checkAnswers(byLabel);
    checkUnique();
    return violations;
  }

  private void checkKeys(Life life) {
    for (ForeignKeyConstraint key : life.model().foreignKeys()) {
      UUID parent = life.parent(key);
      if (parent == null) {
        continue;
      }
      boolean mayDangle = key.onDelete() == OnDelete.DO_NOTHING;
      if (!truth.alive(parent) && !mayDangle) {
        violations.add(
            "P2: "
                + life
                + " dangles: "
                + key.field()
                + " = "
                + parent
                + " ("
                + key.onDelete()
                + ")");
      }
      String reference = "refs/" + key.id() + "/" + parent + "/" + life.id();
      if (truth.alive(parent) && bucket.get(reference).isEmpty()) {
        violations.add("P1: " + life + " lacks its reference " + reference);
      }
    }
  }

  /** An entity is gone only if someone deleted it, or what it cascades from. */
  private void checkDeletion(Life life) {
    for (Request request : requests) {
      if (request.verb() == Request.Verb.DELETE
          && life.id().equals(request.id())
          && request.answer() != Request.Answer.REFUSED
          && request.begun() <= life.endedAt()) {
        return;
      }
    }
    for (ForeignKeyConstraint key : truth.rulesOf(life.model())) {
      UUID parent = life.parent(key);
      boolean follows =
          key.onDelete() == OnDelete.CASCADE
              || (key.onDelete() == OnDelete.DO_NOTHING && key.orphans() == OrphanPolicy.REMOVE);
      if (parent != null && follows && !truth.alive(parent)) {
        return;
      }
    }
    violations.add("P3/P4: " + life + " was deleted by " + life.endedBy() + " without a reason");
  }

  /** What no client wrote can only be a key set to null because its parent went. */
  private void checkNulling(Life life) {
    for (int i = 1; i < life.states().size(); i++) {
      State before = life.states().get(i - 1);
      State after = life.states().get(i);
      if (!before.fields().path("label").equals(after.fields().path("label"))) {
        continue;
      }
      ObjectNode expected = before.fields().deepCopy();
      for (ForeignKeyConstraint key : truth.rulesOf(life.model())) {
        UUID was = before.parent(key);
        if (was == null || after.parent(key) != null) {
          continue;
        }
        boolean follows =
            key.onDelete() == OnDelete.SET_NULL
                || (key.onDelete() == OnDelete.DO_NOTHING && key.orphans() == OrphanPolicy.NULLIFY);
        if (follows && !truth.alive(was)) {
          expected.putNull(key.field());
        }
      }
      if (!after.has(expected)) {
        violations.add(
            "P3: "
                + life
                + " changed without a reason at version "
                + after.version()
                + ": "
                + before.fields()
                + " to "
                + after.fields());
      }
    }
  }

  private void checkAnswers(Map<String, List<Life>> byLabel) {
    Set<String> versions = new HashSet<>();
    Set<String> done = new HashSet<>();
    for (Request request : requests) {
      boolean acknowledged = request.answer() == Request.Answer.DONE;
      if (acknowledged && request.verb().updates()) {
        checkVersion(request, versions);
      }
      if (acknowledged && request.verb() == Request.Verb.DELETE) {
        checkDeleted(request);
      }
      if (acknowledged && !request.label().isEmpty()) {
        done.add(request.label());
      }
    }
    for (Request request : requests) {
      List<Life> wrote = byLabel.getOrDefault(request.label(), List.of());
      String key = request.idempotencyKey();
      if (key != null) {
        checkKey(request, key);
      }
      if (key != null && twoAtOnce(key, wrote)) {
        violations.add("P3: one idempotency key made " + wrote);
      }
      if (request.answer() == Request.Answer.REFUSED
          && wrote.stream().anyMatch(life -> stands(life, request.label()))
          && sureOf(request)
          && !done.contains(request.label())) {
        violations.add("P3: " + request + " was refused and yet wrote " + wrote);
      }
    }
  }

  /** No two writers were given one version of an entity. */
  private void checkVersion(Request request, Set<String> versions) {
    Entity entity = request.entity();
    if (entity != null && !versions.add(entity.id() + " " + entity.version())) {
      violations.add("P3: two were given version " + entity.version() + ": " + request);
    }
  }

  /** An Idempotency-Key stands for one body until it is forgotten. */
  private void checkKey(Request request, String key) {
    // Those that were asked later. Two of one moment may have begun in either order.
    for (Request other : requests.subList(requests.indexOf(request) + 1, requests.size())) {
      if (key.equals(other.idempotencyKey())
          && !other.label().equals(request.label())
          && request.answer() == Request.Answer.DONE
          && other.answer() == Request.Answer.DONE
          && !truth.forgotten(key, request.begun(), other.ended())) {
        violations.add("P3: " + request + " and " + other + " were both done under one key");
      }
    }
  }

  /** Two entities of one Idempotency-Key, unless it was forgotten before the second was made. */
  private boolean twoAtOnce(String key, List<Life> lives) {
    for (Life one : lives) {
      for (Life other : lives) {
        if (one != other
            && one.begunAt() <= other.begunAt()
            && other.begunAt() < one.endedAt()
            && !truth.forgotten(key, one.begunAt(), other.begunAt())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Written, and neither written over nor deleted since: whoever was refused is misled. */
  private static boolean stands(Life life, String label) {
    return life.alive() && life.last().fields().path("label").asText().equals(label);
  }

  /** Whether no other request writes the same label: an idempotent create that was tried twice. */
  private boolean sureOf(Request request) {
    return !request.label().isEmpty()
        && requests.stream().filter(r -> r.label().equals(request.label())).count() == 1;
  }

  /** What was accepted is carried out, unless it was refused or called off after that. */
  private void checkDeleted(Request request) {
    UUID id = request.id();
    Life life = id == null ? null : truth.life(id);
    DeleteResult.Accepted accepted = request.accepted();
    if (life == null || accepted == null) {
      return;
    }
    UUID jobId = accepted.jobId();
    TrueJob job = jobId == null ? null : truth.jobs().job(jobId);
    boolean carriedOut = job == null || job.deleted.contains(id) || job.perhapsDeleted.contains(id);
    Long expected = request.expectedVersion();
    // Who finds an entity gone after the answer to its delete was lost may take it for its own.
    boolean surely = job != null || life.endedBy().equals(request.bill().actor());
    if (carriedOut && surely && expected != null && decidedAt(life, job) != expected) {
      violations.add(
          "P3: " + request + " has deleted version " + decidedAt(life, job) + " of " + life);
    }
    boolean calledOff =
        job != null && (job.state() == JobState.BLOCKED || job.state() == JobState.CANCELLED);
    if (life.alive() && !calledOff && (carriedOut || expected == null)) {
      violations.add("P4: " + request + " was accepted, and yet " + life + " lives");
    }
  }

  /**
   * The version that a delete decided upon: of a planned one the version that it condemned, for
   * what befalls a condemned entity after that (a key set to null) does not save it.
   */
  private static long decidedAt(Life life, @Nullable TrueJob job) {
    Long condemned = job == null ? null : job.condemnedAt(life.id());
    return condemned == null ? life.last().version() : condemned;
  }

  private void checkUnique() {
    Map<String, Life> places = new HashMap<>();
    for (Life life : truth.lives().values()) {
      if (!life.alive()) {
        continue;
      }
      for (Field field : life.model().fields()) {
        boolean single =
            life.model().foreignKey(field.name()).map(ForeignKeyConstraint::single).orElse(false);
        String value = life.last().fields().path(field.name()).asText("");
        if ((field.unique() || single) && !value.isEmpty() && !value.equals("null")) {
          Life other = places.put(life.model().plural() + "." + field.name() + "/" + value, life);
          if (other != null) {
            violations.add(
                "unique: " + other + " and " + life + " both have " + field.name() + " = " + value);
          }
        }
      }
    }
  }
}
