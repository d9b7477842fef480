package dev.ligature.simulation.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the bucket itself, past all code that reads it: what stands there, and what is left.
 */
final class BucketCheck {

  /**
   * What a row's object says.
   *
   * @param state its keys
   * @param version its version
   */
  record Found(RowState state, long version) {}

  private final Schema schema;
  private final SimulatedStore bucket;
  private final Set<String> staleReferences;
  private final boolean mustBeNoted;
  private final Map<String, Found> rows = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  /**
   * @param staleReferences references that updates have left behind: those may still stand, and a
   *     fence may stand at their child
   */
  BucketCheck(Schema schema, SimulatedStore bucket, Set<String> staleReferences, boolean noted) {
    this.schema = schema;
    this.bucket = bucket;
    this.staleReferences = staleReferences;
    this.mustBeNoted = noted;
    check();
  }

  /** All entities by id. */
  Map<String, Found> rows() {
    return rows;
  }

  /** All entities' keys by id. */
  Map<String, RowState> states() {
    Map<String, RowState> states = new TreeMap<>();
    rows.forEach((id, found) -> states.put(id, found.state()));
    return states;
  }

  /** What should not be so. */
  List<String> violations() {
    return violations;
  }

  private void check() {
    Set<String> expected = new TreeSet<>();
    Set<String> derived = new TreeSet<>();
    Set<String> noted = new HashSet<>();
    for (String key : bucket.keys()) {
      switch (key.substring(0, key.indexOf('/'))) {
        case "data" -> data(key, body(key), expected);
        case "refs", "claims", "index" -> derived.add(key);
        case "jobs" -> job(key);
        case "orphans" -> note(key, noted);
        case "fences" -> fenceNote(key);
        case "sweep", "schema" -> {} // the sweeper's own cursor, and which schema the bucket knows
        default -> violations.add("left over: " + key);
      }
    }
    for (String key : derived) {
      if (!expected.remove(key) && !mayBeStale(key)) {
        violations.add("left over: " + key);
      }
    }
    expected.forEach(key -> violations.add("P1: missing: " + key));
    rows.forEach((id, found) -> dangling(id, found, noted));
  }

  private JsonNode body(String key) {
    StoredObject object = bucket.get(key).orElseThrow();
    return Json.parseStored(key, object.body());
  }

  private void data(String key, JsonNode body, Set<String> expected) {
    String plural = key.split("/")[1];
    ModelDefinition model = schema.plural(plural).orElseThrow();
    String id = String.valueOf(Keys.entityId(key));
    if (body.has("fence")) {
      if (staleReferences.stream().noneMatch(stale -> stale.endsWith(id))) {
        violations.add("a fence without need: " + key + " " + body);
      }
      return;
    }
    if (body.has("condemnedBy")) {
      violations.add("a mark is left: " + key + " " + body);
    }
    Map<String, @Nullable String> keys = new TreeMap<>();
    model.foreignKeys().forEach(k -> keys.put(k.field(), body.path(k.field()).asText(null)));
    rows.put(id, new Found(new RowState(plural, keys), body.path("version").asLong()));
    EntityKeys traces = EntityKeys.of(model, UUID.fromString(id), (ObjectNode) body);
    expected.addAll(traces.references());
    expected.addAll(traces.indexEntries());
    expected.addAll(traces.claims().values());
    for (ForeignKeyConstraint constraint : model.foreignKeys()) {
      String parent = keys.get(constraint.field());
      if (parent != null) {
        expected.add("refs/" + constraint.id() + "/" + parent + "/" + id);
      }
    }
  }

  private void job(String key) {
    String[] parts = key.split("/");
    boolean record = parts.length == 3 && parts[2].equals("job.json");
    if (!record && !parts[2].equals("journal")) {
      violations.add("left over: " + key);
    }
    if (record && !List.of("completed", "blocked").contains(body(key).path("state").asText())) {
      violations.add("a job has not ended: " + key + " " + body(key));
    }
    boolean blocked =
        !record && body("jobs/" + parts[1] + "/job.json").path("state").asText().equals("blocked");
    if (blocked) {
      violations.add("a refused job left more than its record: " + key);
    }
  }

  private void note(String key, Set<String> noted) {
    OrphanNotes.Note note = OrphanNotes.read(bucket.get(key).orElseThrow());
    note.candidates()
        .forEach(o -> noted.add(note.relationship() + "/" + o.parent() + "/" + o.child()));
  }

  /** The sweeper's note of a fence: it stands only where the fence does. */
  private void fenceNote(String key) {
    String entity = key.replaceFirst("fences/", "data/");
    boolean stands = bucket.get(entity + ".json").isPresent() || bucket.get(entity).isPresent();
    if (!stands) {
      violations.add("left over: " + key);
    }
  }

  /** A key may name what is gone only under DO_NOTHING, and then the sweeper must hear of it. */
  private void dangling(String id, Found found, Set<String> noted) {
    ModelDefinition model = schema.plural(found.state().plural()).orElseThrow();
    for (ForeignKeyConstraint constraint : model.foreignKeys()) {
      String parent = found.state().keys().get(constraint.field());
      if (parent == null || rows.containsKey(parent)) {
        continue;
      }
      if (constraint.onDelete() != OnDelete.DO_NOTHING) {
        violations.add("P2: " + id + "." + constraint.field() + " dangles: " + parent);
      } else if (mustBeNoted && !noted.contains(constraint.id() + "/" + parent + "/" + id)) {
        violations.add("no note of the orphan " + id + "." + constraint.field() + " → " + parent);
      }
    }
  }

  /** A stale hint goes with its parent at the latest; DO_NOTHING leaves its references alone. */
  private boolean mayBeStale(String key) {
    if (!staleReferences.contains(key)) {
      return false;
    }
    String[] parts = key.split("/");
    boolean left =
        schema.constraints().stream()
            .anyMatch(k -> k.id().equals(parts[1]) && k.onDelete() == OnDelete.DO_NOTHING);
    return left || rows.containsKey(parts[2]);
  }
}
