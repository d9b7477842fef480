package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.reference.ReferenceStore;
import dev.ligature.simulation.world.TrueJobs.TrueMark;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What truly happened to every entity, seen at the bucket itself, whatever its writers were told:
 * what was stored, and what readers were to be shown. The two differ, for an entity that a job has
 * condemned is gone for everyone from the write that commits the job on. Notes at once what no
 * protocol may ever do to an object.
 *
 * <p>Its time are {@link #moment() moments}: one for each change of what is stored or shown.
 */
public final class Truth implements SimulatedStore.Watcher {

  private static final String DELETING = "\"reason\":\"deleted\"";
  private static final String CONDEMNED_BY = "condemnedBy";
  private static final String NULLED_BY = "_nulledBy";

  /** Entities, of which a new ETag alone makes a writer begin anew, and what else writers share. */
  private static final Set<String> STIRRING = Set.of("data/", "claims/", "idempotency/");

  private static final Set<String> NOT_FIELDS =
      Set.of(
          "id", "version", "createdAt", "updatedAt", CONDEMNED_BY, NULLED_BY, "_schema", "_nonce");

  private final Schema schema;
  private final List<Schema> schemas;
  private final Scheduler scheduler;
  private final TrueJobs jobs;
  private final Footing footing;
  private final IdempotencyRecords idempotency = new IdempotencyRecords();
  private final Map<UUID, Life> lives = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long moment;
  private long stirs;

  /**
   * Knows what happens in this bucket from now on.
   *
   * @param earlier schemas that versions of the program still serve, whose rules are reasons, too
   */
  public Truth(Schema schema, List<Schema> earlier, Scheduler scheduler, SimulatedStore bucket) {
    this.schema = schema;
    this.schemas = new ArrayList<>(earlier);
    schemas.addFirst(schema);
    this.scheduler = scheduler;
    this.jobs = new TrueJobs(this::actor);
    this.footing = new Footing(bucket, this, this::actor);
    bucket.watch(this);
  }

  /** What was done to objects that may never be done. */
  public List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    all.addAll(footing.violations());
    return all;
  }

  /** The models. */
  Schema schema() {
    return schema;
  }

  /** The keys of a model, with each rule that a version of the program has for it. */
  Set<ForeignKeyConstraint> rulesOf(ModelDefinition model) {
    return models(model)
        .flatMap(each -> each.foreignKeys().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Stream<ModelDefinition> models(ModelDefinition model) {
    return schemas.stream().flatMap(each -> each.plural(model.plural()).stream());
  }

  /** What truly became of jobs. */
  TrueJobs jobs() {
    return jobs;
  }

  /** How many changes there were so far. */
  long moment() {
    return moment;
  }

  /** How often anything was changed that a request may have to look at again because of it. */
  long stirs() {
    return stirs;
  }

  /** Every entity that was ever stored, by id, in the order of creation. */
  public Map<UUID, Life> lives() {
    return lives;
  }

  /** What readers are shown now, as rows to which the rules can be put. */
  public ReferenceStore rows() {
    ReferenceStore rows = new ReferenceStore(schema);
    for (Life life : lives.values()) {
      if (life.alive()) {
        Map<String, @Nullable String> keys = new LinkedHashMap<>();
        for (ForeignKeyConstraint key : life.model().foreignKeys()) {
          UUID parent = life.parent(key);
          keys.put(key.field(), parent == null ? null : parent.toString());
        }
        rows.put(life.model().plural(), life.id().toString(), keys);
      }
    }
    return rows;
  }

  /** The version of everything that is there for readers now. */
  Map<UUID, Long> versions() {
    Map<UUID, Long> versions = new TreeMap<>();
    for (Life life : lives.values()) {
      if (life.alive()) {
        versions.put(life.id(), life.last().version());
      }
    }
    return versions;
  }

  /** The life of that id; {@code null} if none was ever stored. */
  public @Nullable Life life(UUID id) {
    return lives.get(id);
  }

  /** Whether that id is there for readers now. */
  public boolean alive(UUID id) {
    Life life = lives.get(id);
    return life != null && life.alive();
  }

  /** What readers were to be shown of this id at any moment from this one until now. */
  List<Life.View> since(UUID id, long from) {
    Life life = lives.get(id);
    return life == null ? List.of(Life.View.NOTHING) : life.since(from);
  }

  @Override
  public void changed(String key, @Nullable StoredObject before, @Nullable StoredObject after) {
    stirs += STIRRING.stream().anyMatch(key::startsWith) ? 1 : 0;
    if (key.startsWith("jobs/")) {
      jobs.changed(key, after == null ? null : after.body())
          .forEach(
              id -> {
                Life life = lives.get(id);
                if (life != null) {
                  show(life);
                }
              });
    } else if (key.startsWith("data/")) {
      changedEntity(key, before, after == null ? null : after.body());
    } else if (key.startsWith("idempotency/")) {
      idempotency.changed(key, after != null);
    } else if (Footing.isHint(key) && after == null) {
      footing.removed(key);
    } else if (Footing.isClaim(key)) {
      footing.claimChanged(key, before == null ? null : before.body());
    }
  }

  private void changedEntity(String key, @Nullable StoredObject before, byte @Nullable [] after) {
    UUID id = Keys.entityId(key);
    ModelDefinition model = schema.plural(key.split("/")[1]).orElse(null);
    if (id == null || model == null) {
      violations.add("an object at no entity's key: " + key);
      return;
    }
    Life life = lives.getOrDefault(id, new Life(model, id));
    Life.Stored was = life.stored;
    Life.Stored is = after == null ? null : stored(key, after);
    life.stored = is;
    jobs.marked(id, was == null ? null : was.mark(), is == null ? null : is.mark());
    if (was == null && is != null) {
      begin(life, is, before != null);
    } else if (was != null && is != null) {
      replace(life, was, is);
    } else if (was != null && before != null) {
      // A store that does not tell who deleted has an entity deleted by a fence over it.
      boolean byFence =
          after != null && !new String(after, StandardCharsets.UTF_8).contains(DELETING);
      end(life, before.etag(), byFence);
    }
  }

  private void begin(Life life, Life.Stored is, boolean overFence) {
    if (overFence) {
      violations.add("P3: " + life + " was written over a fence by " + actor());
    }
    if (!life.states.isEmpty()) {
      violations.add("P3: " + life + " came back to life by " + actor());
    }
    lives.putIfAbsent(life.id(), life);
    life.states.add(is.state());
    show(life);
    life.begunAt = moment;
    footing.written(life);
  }

  private void replace(Life life, Life.Stored was, Life.Stored is) {
    if (is.state().version() == was.state().version()) {
      if (!is.state().fields().equals(was.state().fields())) {
        violations.add(
            "P3: "
                + life
                + " changed unseen within version "
                + is.state().version()
                + " by "
                + actor());
      }
    } else if (is.state().version() == was.state().version() + 1) {
      life.states.add(is.state());
      noteNullings(life, was, is);
    } else {
      violations.add(
          "P3: "
              + life
              + " went from version "
              + was.state().version()
              + " to "
              + is.state().version()
              + " by "
              + actor());
    }
    if (is.mark() != null && !is.mark().equals(was.mark())) {
      jobs.condemned(life.id(), is.mark(), is.state().version());
    }
    show(life);
    footing.written(life);
  }

  /** A key that a job has set to null, as the stamp says that it leaves. */
  private void noteNullings(Life life, Life.Stored was, Life.Stored is) {
    if (was.state().fields().path("label").equals(is.state().fields().path("label"))) {
      for (ForeignKeyConstraint key : rulesOf(life.model())) {
        if (key.onDelete() == OnDelete.SET_NULL
            && was.state().parent(key) != null
            && is.state().parent(key) == null) {
          jobs.nulled(
              life.id(),
              key.id(),
              was.nulledBy().path(key.field()),
              is.nulledBy().path(key.field()));
        }
      }
    }
  }

  private void end(Life life, String etag, boolean byFence) {
    if (byFence) {
      violations.add("P3: a fence was put over the living " + life + " by " + actor());
    }
    if (!jobs.deleted(life.id(), etag)
        && models(life.model()).noneMatch(model -> model.referencedBy().isEmpty())) {
      violations.add("P5: " + life + " was deleted by " + actor() + ", and no job had meant to");
    }
    show(life);
  }

  /** Notes what readers are to be shown from now on, if it is something else than before. */
  private void show(Life life) {
    Life.Stored stored = life.stored;
    Life.State state = stored == null ? null : stored.state();
    boolean condemned = false;
    if (stored != null) {
      switch (jobs.deletionOf(stored.mark())) {
        case CLEAR -> {}
        case CONDEMNED -> condemned = true;
        case GONE -> state = null;
      }
    }
    Life.View last = life.views.isEmpty() ? Life.View.NOTHING : life.views.getLast();
    if (last.shows(state, condemned)) {
      return;
    }
    moment++;
    if (last.there() && state == null) {
      life.endedAt = moment;
      life.endedBy = actor();
    } else if (!last.there() && !life.views.isEmpty()) {
      violations.add("P4: " + life + " was gone and is shown again, by " + actor());
      life.endedAt = Long.MAX_VALUE;
    }
    life.views.add(new Life.View(moment, state, condemned));
  }

  /** Whether what this key stood for was forgotten at any moment between these two. */
  boolean forgotten(String idempotencyKey, long from, long until) {
    return idempotency.forgotten.getOrDefault(Keys.idempotency(idempotencyKey), List.of()).stream()
        .anyMatch(at -> at >= from && at <= until);
  }

  /** What Idempotency-Keys stand for, which sweeps forget in time. */
  private final class IdempotencyRecords {
    /** A day, but for what a store that tells whole seconds cannot tell. */
    private static final long KEPT_MILLIS = 24 * 3_600_000L - 2_000;

    private final Map<String, Long> writtenAt = new HashMap<>();
    private final Map<String, List<Long>> forgotten = new HashMap<>();

    void changed(String key, boolean written) {
      if (written) {
        writtenAt.put(key, scheduler.now());
        return;
      }
      forgotten.computeIfAbsent(key, _ -> new ArrayList<>()).add(moment);
      if (scheduler.now() - writtenAt.getOrDefault(key, 0L) < KEPT_MILLIS) {
        violations.add("P3: " + key + " was forgotten too early by " + actor());
      }
    }
  }

  private String actor() {
    var actor = scheduler.currentActor();
    return actor == null ? "nobody" : actor.name();
  }

  private static Life.@Nullable Stored stored(String key, byte[] body) {
    ObjectNode json = Json.parseStored(key, body);
    if (json.has("fence")) {
      return null;
    }
    long version = json.path("version").asLong();
    TrueMark mark = TrueMark.parse(json.path(CONDEMNED_BY).asText(""));
    JsonNode nulledBy = json.path(NULLED_BY);
    json.remove(NOT_FIELDS);
    return new Life.Stored(new Life.State(version, json), mark, nulledBy);
  }
}
