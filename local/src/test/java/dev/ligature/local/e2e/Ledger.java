package dev.ligature.local.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients asked of the API and what it answered, entity by entity. A request whose connection
 * broke, or that was answered by 5xx, has an unknown outcome: it may have taken effect or not.
 * Threads may share it.
 */
final class Ledger {
  private final Map<String, History> histories = new ConcurrentHashMap<>();
  private final Map<String, List<String>> idsByPlural = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> contradictions = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Attempt> cutOff = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Attempt> unknownCreates = new ConcurrentLinkedQueue<>();
  private final AtomicInteger acknowledged = new AtomicInteger();

  /**
   * A create.
   *
   * @param key its Idempotency-Key; none if empty
   */
  record Attempt(String plural, ObjectNode body, String key) {}

  /** What is known of one entity whose creation was acknowledged. */
  static final class History {
    final String plural;
    final String id;
    private final TreeMap<Long, ObjectNode> versions = new TreeMap<>();
    private final List<ObjectNode> unknownPatches = new ArrayList<>();
    private final Set<String> jobs = ConcurrentHashMap.newKeySet();
    private boolean deleteAcknowledged;
    private boolean deleteUnknown;
    private boolean seenGone;

    private History(String plural, String id) {
      this.plural = plural;
      this.id = id;
    }

    /** Entities by version, as creates and updates were answered. */
    synchronized TreeMap<Long, ObjectNode> versions() {
      return new TreeMap<>(versions);
    }

    synchronized List<ObjectNode> unknownPatches() {
      return List.copyOf(unknownPatches);
    }

    /** A delete of it with unknown outcome was sent. */
    synchronized void deleteUnknown() {
      deleteUnknown = true;
    }

    /** A delete of it was answered by 200. */
    synchronized void deleteAcknowledged() {
      deleteAcknowledged = true;
    }

    /** A delete of it was accepted as this job. */
    void acceptedAs(String job) {
      jobs.add(job);
    }

    /** Somebody was told that it is gone. */
    synchronized void seenGone() {
      seenGone = true;
    }

    synchronized void patchUnknown(ObjectNode patch) {
      unknownPatches.add(patch);
    }

    /** Whether somebody was told that it is gone. */
    synchronized boolean isGone() {
      return seenGone || deleteAcknowledged;
    }

    /** Whether a delete of it took effect for certain, or may have done so. */
    synchronized boolean mayHaveBeenDeleted() {
      return deleteAcknowledged || deleteUnknown;
    }

    Set<String> jobs() {
      return Set.copyOf(jobs);
    }

    @Override
    public String toString() {
      return plural + "/" + id;
    }
  }

  /** A create whose outcome is unknown; one with an Idempotency-Key can be repeated. */
  void cutOff(Attempt attempt) {
    if (attempt.key().isEmpty()) {
      unknownCreates.add(attempt);
    } else {
      cutOff.add(attempt);
    }
  }

  /** One of the creates that are to be repeated, which nobody else gets. */
  Optional<Attempt> takeCutOff() {
    return Optional.ofNullable(cutOff.poll());
  }

  /** The creates of which nobody knows whether they took effect. */
  List<Attempt> unknownCreates() {
    List<Attempt> all = new ArrayList<>(unknownCreates);
    all.addAll(cutOff);
    return all;
  }

  /** An acknowledged create. */
  void created(String plural, ObjectNode entity) {
    String id = entity.path("id").asText();
    History history = histories.computeIfAbsent(id, any -> new History(plural, id));
    idsByPlural
        .computeIfAbsent(plural, any -> Collections.synchronizedList(new ArrayList<>()))
        .add(id);
    wrote(history, entity);
  }

  /** An acknowledged write of a version; no two writes may ever be answered with the same one. */
  void wrote(History history, ObjectNode entity) {
    acknowledged();
    ObjectNode other;
    synchronized (history) {
      other = history.versions.putIfAbsent(entity.path("version").asLong(), entity);
    }
    // A write that changes nothing is answered with the version that stands.
    if (other != null && !other.equals(entity)) {
      contradict("two writes were answered with one version: " + other + " and " + entity);
    }
  }

  /** Any answer that promises something. */
  void acknowledged() {
    acknowledged.incrementAndGet();
  }

  int acknowledgements() {
    return acknowledged.get();
  }

  /** Something that no order of the requests explains. */
  void contradict(String what) {
    contradictions.add(what);
  }

  List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  /** The ids of a model that were created up to now, in that order. */
  List<String> ids(String plural) {
    List<String> ids = idsByPlural.get(plural);
    if (ids == null) {
      return List.of();
    }
    synchronized (ids) {
      return List.copyOf(ids);
    }
  }

  History history(String id) {
    History history = histories.get(id);
    if (history == null) {
      throw new IllegalArgumentException("nobody created " + id);
    }
    return history;
  }

  Map<String, History> histories() {
    return Map.copyOf(histories);
  }
}
