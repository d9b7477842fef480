package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.reference.ReferenceStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What truly happened to every entity, seen at the bucket itself, whatever its writers were told.
 * Notes at once what no protocol may ever do to an object.
 */
public final class Truth implements SimulatedStore.Watcher {

  private static final String DELETING = "\"reason\":\"deleted\"";

  private static final Set<String> NOT_FIELDS =
      Set.of("id", "version", "createdAt", "updatedAt", "condemnedBy", "_nulledBy", "_nonce");

  /**
   * An entity at one version.
   *
   * @param version its version
   * @param fields its own fields
   */
  public record State(long version, ObjectNode fields) {}

  /** Everything known of one id. */
  public static final class Life {
    private final ModelDefinition model;
    private final UUID id;
    private final List<State> states = new ArrayList<>();
    private boolean alive;
    private int endedAt = Integer.MAX_VALUE;
    private int begunAt;
    private String endedBy = "";
    private long nullings;

    private Life(ModelDefinition model, UUID id) {
      this.model = model;
      this.id = id;
    }

    /** Its model. */
    public ModelDefinition model() {
      return model;
    }

    /** Its id. */
    public UUID id() {
      return id;
    }

    /** Every version that was ever stored, in order. */
    public List<State> states() {
      return states;
    }

    /** The last of them. */
    public State last() {
      return states.getLast();
    }

    /** Whether it is stored now. */
    public boolean alive() {
      return alive;
    }

    /** The step at which it was first stored. */
    public int begunAt() {
      return begunAt;
    }

    /** The step at which it was deleted. */
    public int endedAt() {
      return endedAt;
    }

    /** The actor that deleted it. */
    public String endedBy() {
      return endedBy;
    }

    /** The parent that its last state names in this key. */
    public @Nullable UUID parent(ForeignKeyConstraint constraint) {
      return Truth.parent(last(), constraint);
    }

    @Override
    public String toString() {
      return model.plural() + "/" + id;
    }
  }

  private final Schema schema;
  private final Scheduler scheduler;
  private final Map<UUID, Life> lives = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long nullings;

  /** Watches a bucket of this schema. */
  public Truth(Schema schema, Scheduler scheduler) {
    this.schema = schema;
    this.scheduler = scheduler;
  }

  /** What was done to objects that may never be done. */
  public List<String> violations() {
    return violations;
  }

  /** How many keys were set to null because their parent went (SET_NULL). */
  public long nullings() {
    return nullings;
  }

  /**
   * The same, of entities that are still there and lost but one key so: of a key that was set again
   * and lost again, only the last job's stamp tells a redelivery who had done it.
   */
  public long nullingsOfSurvivors() {
    return lives.values().stream().filter(l -> l.alive && l.nullings == 1).count();
  }

  /** Every entity that was ever stored, by id, in the order of creation. */
  public Map<UUID, Life> lives() {
    return lives;
  }

  /** What is stored now, as rows to which the rules can be put. */
  public ReferenceStore rows() {
    ReferenceStore rows = new ReferenceStore(schema);
    for (Life life : lives.values()) {
      if (life.alive) {
        Map<String, @Nullable String> keys = new LinkedHashMap<>();
        for (ForeignKeyConstraint key : life.model.foreignKeys()) {
          UUID parent = life.parent(key);
          keys.put(key.field(), parent == null ? null : parent.toString());
        }
        rows.put(life.model.plural(), life.id.toString(), keys);
      }
    }
    return rows;
  }

  /** The life of that id; {@code null} if none was ever stored. */
  public @Nullable Life life(UUID id) {
    return lives.get(id);
  }

  /** Whether that id is stored now. */
  public boolean alive(UUID id) {
    Life life = lives.get(id);
    return life != null && life.alive;
  }

  /** The parent that a state names in a key. */
  static @Nullable UUID parent(State state, ForeignKeyConstraint constraint) {
    String text = state.fields().path(constraint.field()).asText();
    return Json.uuidOrNull(text);
  }

  @Override
  public void changed(String key, byte @Nullable [] before, byte @Nullable [] after) {
    if (!key.startsWith("data/")) {
      return;
    }
    UUID id = Keys.entityId(key);
    ModelDefinition model = schema.plural(key.split("/")[1]).orElse(null);
    if (id == null || model == null) {
      violations.add("an object at no entity's key: " + key);
      return;
    }
    State was = before == null ? null : state(key, before);
    State is = after == null ? null : state(key, after);
    Life life = lives.computeIfAbsent(id, i -> new Life(model, i));
    if (was == null && is != null) {
      begin(life, is, before != null);
    } else if (was != null && is != null) {
      replace(life, was, is);
    } else if (was != null) {
      // A store that does not tell who deleted has an entity deleted by a fence over it.
      end(life, after != null && !new String(after, StandardCharsets.UTF_8).contains(DELETING));
    }
    if (life.states.isEmpty()) {
      lives.remove(id);
    }
  }

  private void begin(Life life, State is, boolean overFence) {
    if (overFence) {
      violations.add("P3: " + life + " was written over a fence by " + actor());
    }
    if (!life.states.isEmpty()) {
      violations.add("P3: " + life + " came back to life by " + actor());
    }
    life.alive = true;
    life.begunAt = scheduler.steps();
    life.states.add(is);
  }

  private void replace(Life life, State was, State is) {
    if (is.version == was.version) {
      if (!is.fields.equals(was.fields)) {
        violations.add(
            "P3: " + life + " changed unseen within version " + is.version + " by " + actor());
      }
    } else if (is.version == was.version + 1) {
      life.states.add(is);
      countNullings(life, was, is);
    } else {
      violations.add(
          "P3: "
              + life
              + " went from version "
              + was.version
              + " to "
              + is.version
              + " by "
              + actor());
    }
  }

  private void countNullings(Life life, State was, State is) {
    if (!was.fields.path("label").equals(is.fields.path("label"))) {
      return; // a client's own change
    }
    for (ForeignKeyConstraint key : life.model.foreignKeys()) {
      if (key.onDelete() == OnDelete.SET_NULL
          && parent(was, key) != null
          && parent(is, key) == null) {
        nullings++;
        life.nullings++;
      }
    }
  }

  private void end(Life life, boolean byFence) {
    if (byFence) {
      violations.add("P3: a fence was put over the living " + life + " by " + actor());
    }
    life.alive = false;
    life.endedAt = scheduler.steps();
    life.endedBy = actor();
  }

  private String actor() {
    var actor = scheduler.currentActor();
    return actor == null ? "nobody" : actor.name();
  }

  private static @Nullable State state(String key, byte[] body) {
    ObjectNode json = Json.parseStored(key, body);
    if (json.has("fence")) {
      return null;
    }
    long version = json.path("version").asLong();
    json.remove(NOT_FIELDS);
    return new State(version, json);
  }
}
