package dev.ligature.bucket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who set which keys of an entity to null. A worker sets a key to null, then accounts for it; if it
 * dies between the two, the next delivery of its task knows by its stamp what was done. So a stamp
 * stays, whatever becomes of the key, until its job has ended. Immutable.
 *
 * @param byField by foreign key, the stamps in the order in which they were put
 */
public record Stamps(Map<String, List<String>> byField) {

  private static final Stamps NONE = new Stamps(Map.of());

  public Stamps {
    Map<String, List<String>> copy = new TreeMap<>();
    byField.forEach((field, stamps) -> copy.put(field, List.copyOf(stamps)));
    byField = Map.copyOf(copy);
  }

  /** No key was set to null. */
  public static Stamps none() {
    return NONE;
  }

  /** The stamp of a task of a job. */
  public static String of(UUID jobId, String taskId) {
    return jobId + "/" + taskId;
  }

  /** The tasks of this job that have set this key to null. */
  public List<String> tasks(String field, UUID jobId) {
    String prefix = of(jobId, "");
    return on(field).stream()
        .filter(stamp -> stamp.startsWith(prefix))
        .map(stamp -> stamp.substring(prefix.length()))
        .toList();
  }

  /** The jobs whose tasks have set this key to null. */
  public Set<UUID> jobs(String field) {
    Set<UUID> jobs = new LinkedHashSet<>();
    for (String stamp : on(field)) {
      UUID job = jobOf(stamp);
      if (job != null) {
        jobs.add(job);
      }
    }
    return jobs;
  }

  /**
   * The same with one more.
   *
   * @param needed whether the stamps of this job must stay; those of others go
   */
  public Stamps with(String field, String stamp, Predicate<UUID> needed) {
    List<String> kept = new ArrayList<>();
    for (String earlier : on(field)) {
      UUID job = jobOf(earlier);
      if (job != null && needed.test(job)) {
        kept.add(earlier);
      }
    }
    kept.add(stamp);
    Map<String, List<String>> all = new TreeMap<>(byField);
    all.put(field, kept);
    return new Stamps(all);
  }

  private List<String> on(String field) {
    return byField.getOrDefault(field, List.of());
  }

  /** The job of a stamp; the sweeper's own stamps have none. */
  private static @Nullable UUID jobOf(String stamp) {
    int slash = stamp.indexOf('/');
    return slash < 0 ? null : Json.uuidOrNull(stamp.substring(0, slash));
  }

  /** As stored; empty for none. */
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    new TreeMap<>(byField)
        .forEach(
            (field, stamps) -> {
              ArrayNode array = json.putArray(field);
              stamps.forEach(array::add);
            });
    return json;
  }

  /**
   * Reads {@link #toJson}; one stamp may also stand for itself.
   *
   * @throws IllegalArgumentException if anything else stands for a stamp
   */
  static Stamps parse(JsonNode json) {
    Map<String, List<String>> byField = new TreeMap<>();
    json.properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              List<String> stamps = new ArrayList<>();
              (value.isArray() ? value : List.of(value)).forEach(one -> stamps.add(text(one)));
              byField.put(entry.getKey(), stamps);
            });
    return byField.isEmpty() ? NONE : new Stamps(byField);
  }

  private static String text(JsonNode stamp) {
    if (!stamp.isTextual()) {
      throw new IllegalArgumentException("a stamp is a text");
    }
    return stamp.asText();
  }
}
