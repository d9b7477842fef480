package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.world.Truth.Life;
import dev.ligature.simulation.world.Truth.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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
    checkReads();
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
    for (ForeignKeyConstraint key : life.model().foreignKeys()) {
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
      for (ForeignKeyConstraint key : life.model().foreignKeys()) {
        UUID was = Truth.parent(before, key);
        if (was == null || Truth.parent(after, key) != null) {
          continue;
        }
        boolean follows =
            key.onDelete() == OnDelete.SET_NULL
                || (key.onDelete() == OnDelete.DO_NOTHING && key.orphans() == OrphanPolicy.NULLIFY);
        if (follows && !truth.alive(was)) {
          expected.putNull(key.field());
        }
      }
      if (!sameFields(expected, after.fields())) {
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

  private static boolean sameFields(ObjectNode a, ObjectNode b) {
    return withoutNulls(a).equals(withoutNulls(b));
  }

  private static ObjectNode withoutNulls(ObjectNode node) {
    ObjectNode copy = Json.object();
    node.properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                copy.set(field.getKey(), field.getValue());
              }
            });
    return copy;
  }

  private void checkAnswers(Map<String, List<Life>> byLabel) {
    Set<String> versions = new HashSet<>();
    Map<String, Request> done = new HashMap<>();
    for (Request request : requests) {
      boolean writes =
          request.verb() == Request.Verb.CREATE || request.verb() == Request.Verb.UPDATE;
      if (writes && request.answer() == Request.Answer.DONE) {
        checkDone(request, versions);
        done.put(request.label(), request);
      }
    }
    for (Request request : requests) {
      List<Life> wrote = byLabel.getOrDefault(request.label(), List.of());
      if (request.verb() == Request.Verb.CREATE && twoAtOnce(wrote)) {
        violations.add("P3: one idempotency key made " + wrote);
      }
      if (request.answer() == Request.Answer.REFUSED
          && wrote.stream().anyMatch(life -> stands(life, request.label()))
          && sureOf(request)
          && !done.containsKey(request.label())) {
        violations.add("P3: " + request + " was refused and yet wrote " + wrote);
      }
    }
  }

  private static boolean twoAtOnce(List<Life> lives) {
    for (Life one : lives) {
      for (Life other : lives) {
        if (one != other && one.begunAt() <= other.begunAt() && other.begunAt() < one.endedAt()) {
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

  private void checkDone(Request request, Set<String> versions) {
    Life life = request.id() == null ? null : truth.life(request.id());
    boolean stored =
        life != null
            && life.states().stream()
                .anyMatch(
                    s ->
                        s.version() == request.version()
                            && s.fields().path("label").asText().equals(request.label()));
    if (!stored) {
      violations.add("P3: " + request + " was acknowledged but never stood in the bucket");
    }
    if (request.verb() == Request.Verb.UPDATE
        && !versions.add(request.id() + " " + request.version())) {
      violations.add("P3: two writers were given version " + request.version() + " of " + life);
    }
  }

  /** What was seen to be gone is never seen again. */
  private void checkReads() {
    for (Request gone : requests) {
      Life life = gone.id() == null ? null : truth.life(gone.id());
      if (gone.verb() != Request.Verb.READ
          || gone.answer() != Request.Answer.DONE
          || gone.found()
          || life == null
          || gone.begun() < life.begunAt()) {
        continue;
      }
      for (Request seen : requests) {
        if (seen.verb() == Request.Verb.READ
            && seen.answer() == Request.Answer.DONE
            && seen.found()
            && gone.id().equals(seen.id())
            && seen.begun() > gone.ended()) {
          violations.add("P4: " + life + " was seen again after it was seen to be gone");
        }
      }
      if (life.alive()) {
        violations.add("P4: " + life + " was seen to be gone and yet lives");
      }
    }
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
