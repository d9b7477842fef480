package dev.ligature.cascade.job;

import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What stands against a job, as its planning tasks find it, and the sum of it. */
public final class Verdicts {

  /** Sample ids kept for each protecting relationship. */
  static final int SAMPLES = 10;

  private final ObjectStore store;
  private final Platform platform;

  public Verdicts(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  public static String folder(UUID jobId) {
    return Keys.verdicts(jobId);
  }

  private static String folder(UUID jobId, int attempt) {
    return folder(jobId) + String.format("%06d", attempt) + "/";
  }

  /** Notes that these entities stand against the job, in this attempt of it. */
  public void against(
      Job job, TaskId task, ForeignKeyConstraint constraint, List<UUID> protectors) {
    // The name is made of what is noted: a redelivery that finds the same writes the same object,
    // and the count stays right.
    String name = task.derived(constraint.id() + " " + protectors.getFirst()).toString();
    Protection protection =
        new Protection(
            constraint.id(),
            constraint.onDelete(),
            protectors.size(),
            true,
            protectors.stream().limit(SAMPLES).toList());
    store.put(folder(job.id(), job.attempt()) + name, Json.write(protection), Precondition.none());
  }

  /** Everything that stands against the job in its present attempt, by relationship. */
  public List<Protection> of(Job job) {
    Map<String, Protection> sums = new TreeMap<>();
    store.eachPage(
        folder(job.id(), job.attempt()),
        page -> {
          List<String> keys = page.stream().map(ListedObject::key).toList();
          platform.parallel().map(keys, store::get).stream()
              .flatMap(Optional::stream)
              .map(o -> Json.read(o.key(), o.body(), Protection.class))
              .forEach(p -> sums.merge(p.relationship(), p, Verdicts::plus));
        });
    return List.copyOf(sums.values());
  }

  private static Protection plus(Protection one, Protection other) {
    Set<UUID> samples = new LinkedHashSet<>(one.sampleIds());
    samples.addAll(other.sampleIds());
    return new Protection(
        one.relationship(),
        one.onDelete(),
        one.count() + other.count(),
        one.countIsComplete() && other.countIsComplete(),
        new ArrayList<>(samples).subList(0, Math.min(SAMPLES, samples.size())));
  }
}
