package dev.ligature.data.generation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaException;
import dev.ligature.store.Cas;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which generation of the schema this program serves, and what it may do while another version of
 * it serves another ({@code docs/protocols.md}, "Two schemas at once"). A delete must know every
 * foreign key that may lead to its victims. So a program that announces new keys sets none of them
 * until no delete is under way that does not know them, and a program whose schema is no longer the
 * latest deletes nothing that may have keys it does not know.
 *
 * <p>One for a program, shared by all that works on one bucket: what it has learned it need not ask
 * again. Safe for many threads.
 */
public final class Generations {

  private final Schema schema;
  private final Structure structure;
  private final ObjectStore store;
  private final Platform platform;
  private final OpenMarkers markers;
  private final Cas cas;
  private final int takesOverFrom;
  private final Memory memory;

  private Generations(
      Schema schema, ObjectStore store, Platform platform, int takesOverFrom, Memory memory) {
    this.schema = schema;
    this.structure = Structure.of(schema);
    this.store = store;
    this.platform = platform;
    this.markers = new OpenMarkers(store, platform);
    this.cas = new Cas(store);
    this.takesOverFrom = takesOverFrom;
    this.memory = memory;
  }

  /** The latest generation that a bucket knows; empty if it knows none. One GET. */
  public static OptionalInt latest(ObjectStore store) {
    return store
        .get(Keys.currentSchema())
        .map(object -> OptionalInt.of(parse(object).latest()))
        .orElse(OptionalInt.empty());
  }

  /** Of a program that serves this schema. Asks nothing yet. */
  public static Generations of(Schema schema, ObjectStore store, Platform platform) {
    return new Generations(schema, store, platform, 0, new Memory());
  }

  /**
   * The same for a program that takes the bucket back to an earlier schema.
   *
   * @param generation if this is the latest when the program begins, its schema is announced anew,
   *     as a generation of its own. Otherwise nothing changes
   */
  public Generations takingOverFrom(int generation) {
    return new Generations(schema, store, platform, generation, new Memory());
  }

  /** The same through another store of the same bucket; what either learns, both know. */
  public Generations through(ObjectStore other) {
    return new Generations(schema, other, platform, takesOverFrom, memory);
  }

  /** What a program has learned. Nothing in it is ever untrue later. */
  private static final class Memory {
    private volatile @Nullable Joined joined;
    private volatile boolean superseded;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  }

  /** A schema as stored. */
  private record StoredSchema(JsonNode schema) {}

  /**
   * @param mine the generation of the program's schema
   * @param announced as last read
   */
  private record Joined(int mine, Announced announced) {}

  /**
   * The generation of this program's schema. The first time it is asked for in a program: one GET,
   * and if the bucket does not know this schema, two PUTs that announce it. 0 if it is not
   * announced, because it lacks a key of the latest generation.
   */
  public int mine() {
    return joined().mine();
  }

  private Joined joined() {
    Joined joined = memory.joined;
    return joined == null ? join() : joined;
  }

  private Joined join() {
    Optional<StoredObject> found = store.get(Keys.currentSchema());
    Announced announced =
        found.map(Generations::parse).filter(this::isSaid).orElseGet(() -> announce(found));
    Joined joined = new Joined(announced.generationOf(structure).orElse(Announced.NONE), announced);
    memory.joined = joined;
    return joined;
  }

  /**
   * Whether nothing is to be announced: this structure is known, or it lacks a key of the latest.
   * Such a program is an earlier version, even if it comes to the bucket second. Were it announced
   * as the newer one, its deletes would miss a key that others rely on.
   */
  private boolean isSaid(Announced announced) {
    OptionalInt known = announced.generationOf(structure);
    boolean takesOver =
        announced.latest() == takesOverFrom && known.orElse(Announced.NONE) != announced.latest();
    return !takesOver && (known.isPresent() || isEarlier(announced));
  }

  private boolean isEarlier(Announced announced) {
    return platform.steps().take(Step.ANNOUNCE_NO_FEWER_KEYS)
        && !structure.missing(announced.keysSince().keySet()).isEmpty();
  }

  private Announced announce(Optional<StoredObject> found) {
    // The schema itself first: whoever reads of a generation finds it.
    store.put(
        Keys.schema(structure.digest()),
        Json.stamped(new StoredSchema(schema.toJson()), platform),
        Precondition.ifAbsent());
    return cas.update(
        Keys.currentSchema(),
        found,
        current -> {
          Optional<Announced> now = current.map(Generations::parse);
          if (now.filter(this::isSaid).isPresent()) {
            return Cas.Decision.leave(now.get());
          }
          Announced next =
              now.map(earlier -> earlier.with(structure))
                  .orElseGet(() -> Announced.first(structure));
          return Cas.Decision.write(bytes(next), next);
        });
  }

  private byte[] bytes(Announced announced) {
    return Json.stamped(announced, platform);
  }

  private static Announced parse(StoredObject object) {
    return Json.read(object.key(), object.body(), Announced.class);
  }

  /** As it stands now. One GET. */
  private Announced read() {
    Joined joined = joined();
    Optional<StoredObject> found = store.get(Keys.currentSchema());
    if (found.isEmpty()) {
      // Somebody emptied the bucket under a program that runs. What it has learned still holds.
      store.put(Keys.currentSchema(), bytes(joined.announced()), Precondition.ifAbsent());
      return joined.announced();
    }
    Announced now = parse(found.get());
    memory.joined = new Joined(joined.mine(), now);
    return now;
  }

  /** Whether no newer schema was announced: one GET, unless a newer one is known already. */
  public boolean isLatest() {
    if (!memory.superseded) {
      memory.superseded = read().latest() > mine();
    }
    return !memory.superseded;
  }

  /**
   * For a delete whose open marker stands. Whoever announced a newer schema before that is seen
   * here; whoever announces one after that sees the marker, and waits for the delete. One GET.
   *
   * @throws StoreException if a newer schema was announced; passing, and nothing has happened
   */
  public void requireLatest() {
    if (!isLatest()) {
      throw older();
    }
  }

  /**
   * The same from memory alone: of what is known already, nothing need be asked or written.
   *
   * @throws StoreException as {@link #requireLatest}
   */
  public void refuseIfOlder() {
    if (memory.superseded) {
      throw older();
    }
  }

  /**
   * Refuses a delete of an entity that a newer schema may have keys to.
   *
   * @param stamp of the entity
   * @throws StoreException if the entity was stamped by a newer schema, or this program's is not
   *     announced; passing, and nothing has happened
   */
  public void requireNoNewer(int stamp) {
    boolean newer = stamp > Announced.FIRST && stamp > mine();
    if (newer || mine() == Announced.NONE) {
      requireLatest();
    }
  }

  private StoreException older() {
    Announced announced = joined().announced();
    int latest = announced.latest();
    String mine =
        mine() == Announced.NONE
            ? "a schema without "
                + String.join(" and ", structure.missing(announced.keysSince().keySet()))
            : "generation %d of the schema".formatted(mine());
    return StoreException.refused(
        ("This program serves %s, and the bucket is at generation %d,"
                + " whose foreign keys this program does not know. Try again later: the new"
                + " version of the program answers when it is deployed everywhere. To take the"
                + " bucket to this program's schema, deploy it with LIGATURE_ADOPT_SCHEMA=%d.")
            .formatted(mine, latest, latest));
  }

  /**
   * For a writer that is about to set these keys. Those that are new in this program's generation,
   * or changed, may be set only when no delete of an earlier generation is under way. No request if
   * that is known.
   *
   * @throws StoreException if it is not so yet; passing, and nothing has happened
   */
  public void requireInForce(Collection<ForeignKeyConstraint> keys) {
    if (keys.isEmpty() || inForce(joined(), keys)) {
      return;
    }
    int mine = mine();
    Announced now = read();
    if (mine == Announced.NONE) {
      if (!inForce(joined(), keys)) {
        throw older();
      }
    } else if (now.inForce() < mine) {
      if (platform.steps().take(Step.DRAIN_BEFORE_KEYS)) {
        refuseWhileOlderJobs(mine);
      }
      putInForce(mine);
    }
  }

  private static boolean inForce(Joined joined, Collection<ForeignKeyConstraint> keys) {
    Announced announced = joined.announced();
    boolean whole = joined.mine() != Announced.NONE && announced.inForce() >= joined.mine();
    return whole
        || keys.stream()
            .map(key -> announced.keysSince().get(Structure.line(key)))
            .allMatch(since -> since != null && since <= announced.inForce());
  }

  private void refuseWhileOlderJobs(int generation) {
    String after = null;
    do {
      ObjectPage page = markers.list(after, ObjectStore.MAX_BATCH);
      List<UUID> jobs =
          page.objects().stream()
              .map(ListedObject::key)
              .flatMap(key -> Optional.ofNullable(Keys.lastId(key)).stream())
              .toList();
      List<Optional<OpenMarkers.Marker>> open = platform.parallel().map(jobs, markers::read);
      for (int i = 0; i < jobs.size(); i++) {
        Optional<OpenMarkers.Marker> marker = open.get(i);
        if (marker.isPresent() && marker.get().generation() < generation) {
          throw comingIntoForce(generation, jobs.get(i), marker.get().generation());
        }
      }
      after = page.next();
    } while (after != null);
  }

  private static StoreException comingIntoForce(int generation, UUID job, int older) {
    return StoreException.refused(
        ("A foreign key of this request is new in generation %d of the schema, which is coming"
                + " into force. Try again later: job %s of generation %d is still under way.")
            .formatted(generation, job, older));
  }

  private void putInForce(int generation) {
    Announced now =
        cas.update(
            Keys.currentSchema(),
            current -> {
              Announced before =
                  current.map(Generations::parse).orElseGet(() -> joined().announced());
              if (before.inForce() >= generation) {
                return Cas.Decision.leave(before);
              }
              Announced next = before.withInForce(generation);
              return Cas.Decision.write(bytes(next), next);
            });
    memory.joined = new Joined(generation, now);
  }

  /**
   * The stamp that a parent must carry before a key to it is set; 0 if none is needed. An earlier
   * generation in which nothing refers to the parent's model deletes its entities without a job, so
   * without an open marker. A stamp tells it not to.
   */
  public int stampFor(ForeignKeyConstraint key) {
    return stamp(joined(), key.parentPlural());
  }

  /** The stamp that a new entity is given, so that nobody has to later. */
  public int stampAtBirth(ModelDefinition model) {
    return stamp(joined(), model.plural());
  }

  private static int stamp(Joined joined, String plural) {
    Announced announced = joined.announced();
    // What is not announced may set only keys of the latest.
    int mine = joined.mine() == Announced.NONE ? announced.latest() : joined.mine();
    int since = announced.referencedSince().getOrDefault(plural, 0);
    return since > Announced.FIRST && since <= mine ? since : 0;
  }

  /**
   * The schema of a generation, by which its jobs are done, whoever does them. One GET the first
   * time, and two if it was announced since this program last looked.
   *
   * @throws CorruptObjectException if it cannot be read
   */
  public Schema schema(int generation) {
    if (generation == mine()) {
      return schema;
    }
    Schema known = memory.schemas.get(generation);
    if (known == null) {
      known = load(generation);
      memory.schemas.put(generation, known);
    }
    return known;
  }

  private Schema load(int generation) {
    String digest = joined().announced().digests().get(generation);
    if (digest == null) {
      digest = read().digests().get(generation);
    }
    if (digest == null) {
      throw new CorruptObjectException(
          Keys.currentSchema(), "it knows no generation " + generation, null);
    }
    String key = Keys.schema(digest);
    StoredSchema stored =
        store
            .get(key)
            .map(object -> Json.read(key, object.body(), StoredSchema.class))
            .orElseThrow(() -> new CorruptObjectException(key, "it is not there", null));
    try {
      return Schema.fromJson(stored.schema());
    } catch (SchemaException e) {
      throw new CorruptObjectException(key, "its schema is wrong: " + e.getMessage(), e);
    }
  }
}
