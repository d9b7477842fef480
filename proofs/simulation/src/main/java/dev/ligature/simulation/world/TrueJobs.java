package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What truly became of every job, seen at the bucket itself: how it stands, what it has condemned,
 * what it meant to delete, and what of that it did.
 */
final class TrueJobs {

  /** As written on an entity: a job and its attempt. */
  record TrueMark(UUID job, int attempt) {

    static @Nullable TrueMark parse(String text) {
      String[] parts = text.split("#", 3);
      UUID job = Json.uuidOrNull(parts[0]);
      return job == null ? null : new TrueMark(job, Integer.parseInt(parts[1]));
    }
  }

  /**
   * One key that a job has set to null.
   *
   * @param id of whom
   * @param relationship the key, as {@code posts.authorId}
   */
  record Nulling(UUID id, String relationship) {}

  /** That a delivery was about to delete an entity as it stood under this ETag. */
  private record Intent(String etag, String actor) {}

  /** At which version, and by which attempt, an entity was condemned. */
  private record Condemned(long version, int attempt) {}

  /** One job. */
  static final class TrueJob {
    private final UUID id;
    private @Nullable JobState state;
    private boolean recorded;
    private boolean committed;
    private int attempt;
    private final Map<UUID, List<Intent>> intents = new HashMap<>();
    private final Map<UUID, Condemned> condemned = new HashMap<>();

    private TrueJob(UUID id) {
      this.id = id;
    }

    /** Entities that it surely deleted. */
    final Set<UUID> deleted = new LinkedHashSet<>();

    /** Entities that it deleted, or somebody else while it was about to. */
    final Set<UUID> perhapsDeleted = new LinkedHashSet<>();

    /** Keys that it set to null; the same key twice if somebody set it again meanwhile. */
    final List<Nulling> nulled = new ArrayList<>();

    /** The version at which it last condemned this entity; {@code null} if it never did. */
    @Nullable Long condemnedAt(UUID entity) {
      Condemned last = condemned.get(entity);
      return last == null ? null : last.version;
    }

    /** Whether its present attempt has condemned this entity; those before count for nothing. */
    boolean hasCondemned(UUID entity) {
      Condemned last = condemned.get(entity);
      return last != null && last.attempt == attempt;
    }

    UUID id() {
      return id;
    }

    /** Whether its record stands now; it goes when its retention is over. */
    boolean recorded() {
      return recorded;
    }

    /** How it stands, or stood when its record went; {@code null} if it never had one. */
    @Nullable JobState state() {
      return state;
    }

    /** How many entities it condemned. */
    int condemned() {
      return condemned.size();
    }

    /** Whether it was ever about to delete this entity. */
    boolean meantToDelete(UUID entity) {
      return intents.containsKey(entity);
    }

    @Override
    public String toString() {
      return "job " + id;
    }
  }

  private final Supplier<String> actor;
  private final Map<UUID, TrueJob> jobs = new LinkedHashMap<>();
  private final Map<UUID, Set<UUID>> marked = new HashMap<>();

  /**
   * @param actor the name of the actor that runs now
   */
  TrueJobs(Supplier<String> actor) {
    this.actor = actor;
  }

  /** Every job that there ever was. */
  Collection<TrueJob> all() {
    return jobs.values();
  }

  /** What is known of a job. */
  TrueJob job(UUID id) {
    return jobs.computeIfAbsent(id, TrueJob::new);
  }

  /**
   * An object below {@code jobs/} has changed.
   *
   * @return the entities that may stand otherwise since
   */
  Collection<UUID> changed(String key, byte @Nullable [] after) {
    String[] path = key.split("/");
    UUID id = Json.uuidOrNull(path[1]);
    if (id == null) {
      return List.of();
    }
    if (path[2].equals("job.json")) {
      record(job(id), after == null ? Json.object() : Json.parseStored(key, after));
      return List.copyOf(marked.getOrDefault(id, Set.of()));
    }
    if (path[2].equals("journal") && key.endsWith("-intent") && after != null) {
      for (JsonNode row : Json.parseStored(key, after).path("entries")) {
        job(id)
            .intents
            .computeIfAbsent(UUID.fromString(row.path("id").asText()), _ -> new ArrayList<>())
            .add(new Intent(row.path("etag").asText(), actor.get()));
      }
    }
    return List.of();
  }

  private static void record(TrueJob job, ObjectNode json) {
    // A fence in its place is no record: the job never came to be.
    job.recorded = json.has("state") && !json.has("fence");
    if (job.recorded) {
      job.state = JobState.parse(json.path("state").asText());
      job.committed = json.path("committed").asBoolean();
      job.attempt = json.path("attempt").asInt();
    }
  }

  /** An entity's mark has changed. */
  void marked(UUID entity, @Nullable TrueMark was, @Nullable TrueMark is) {
    if (Objects.equals(was, is)) {
      return;
    }
    if (was != null) {
      marked.getOrDefault(was.job, new HashSet<>()).remove(entity);
    }
    if (is != null) {
      marked.computeIfAbsent(is.job, _ -> new LinkedHashSet<>()).add(entity);
    }
  }

  /** An entity was condemned while it stood at this version. */
  void condemned(UUID entity, TrueMark mark, long version) {
    job(mark.job).condemned.put(entity, new Condemned(version, mark.attempt));
  }

  /** How an entity with this mark stands for everyone. */
  DeletionState deletionOf(@Nullable TrueMark mark) {
    if (mark == null) {
      return DeletionState.CLEAR;
    }
    TrueJob job = job(mark.job);
    JobState state = job.state;
    if (state == null || !job.recorded || job.attempt != mark.attempt) {
      return DeletionState.CLEAR;
    }
    return switch (state) {
      case PLANNING -> DeletionState.CONDEMNED;
      case STALLED -> job.committed ? DeletionState.GONE : DeletionState.CONDEMNED;
      case RUNNING -> DeletionState.GONE;
      // What still stands when its job has completed has survived it.
      case COMPLETED, BLOCKED, CANCELLED -> DeletionState.CLEAR;
    };
  }

  /**
   * An entity was deleted: by the job that had meant to delete it as it stood.
   *
   * @param etag of what stood there
   * @return whether any job had
   */
  boolean deleted(UUID entity, String etag) {
    List<TrueJob> meant = jobsThatMeant(entity, new Intent(etag, actor.get()));
    if (meant.size() == 1) {
      meant.getFirst().deleted.add(entity);
      return true;
    }
    // A request that its sender gave up for lost may land while another actor runs. Or somebody
    // deletes without a job what a job is about to delete.
    List<TrueJob> perhaps = meant.isEmpty() ? jobsThatMeant(entity, etag) : meant;
    perhaps.forEach(job -> job.perhapsDeleted.add(entity));
    return !perhaps.isEmpty();
  }

  private List<TrueJob> jobsThatMeant(UUID entity, Intent intent) {
    return jobs.values().stream()
        .filter(job -> job.intents.getOrDefault(entity, List.of()).contains(intent))
        .toList();
  }

  private List<TrueJob> jobsThatMeant(UUID entity, String etag) {
    return jobs.values().stream()
        .filter(
            job ->
                job.intents.getOrDefault(entity, List.of()).stream()
                    .anyMatch(intent -> intent.etag.equals(etag)))
        .toList();
  }

  /**
   * A key was set to null by the job that has left its stamp.
   *
   * @param before the key's stamps before
   * @param after the key's stamps now
   */
  void nulled(UUID entity, String relationship, JsonNode before, JsonNode after) {
    List<UUID> known = stamps(before);
    List<UUID> now = stamps(after);
    List<UUID> fresh = now.stream().filter(job -> !known.contains(job)).toList();
    // Of a key that was set again and lost again to the same job, the stamp is there already.
    UUID by = !fresh.isEmpty() ? fresh.getLast() : now.isEmpty() ? null : now.getLast();
    if (by != null) {
      job(by).nulled.add(new Nulling(entity, relationship));
    }
  }

  /** The jobs of a key's stamps, each {@code jobId/taskId}. */
  private static List<UUID> stamps(JsonNode node) {
    List<UUID> found = new ArrayList<>();
    Iterable<JsonNode> texts = node.isTextual() ? List.of(node) : node;
    for (JsonNode text : texts) {
      for (String stamp : text.asText().split("[ ,]")) {
        UUID job = Json.uuidOrNull(stamp.split("/")[0]);
        if (job != null) {
          found.add(job);
        }
      }
    }
    return found;
  }
}
