package dev.ligature.simulation.explore;

import dev.ligature.simulation.engine.ScheduledStore;
import dev.ligature.simulation.engine.SimulatedPlatform;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The reference protocol with one key per entity, small enough to be checked by eye: what the
 * explorer says of it is known, so it shows whether the explorer can be believed. A body is {@code
 * fk=P;mark=1;fence=1;rev=3}, in part.
 */
final class ToyProtocol {

  private final ObjectStore store;
  private final Set<String> mutations;
  private final AtomicInteger nonce;

  private ToyProtocol(ObjectStore store, Set<String> mutations, AtomicInteger nonce) {
    this.nonce = nonce;
    this.store = store;
    this.mutations = mutations;
  }

  interface Act {
    void on(ToyProtocol world);
  }

  /** A scenario of these actors on that bucket; key → body. */
  static Scenario scenario(Map<String, String> bucket, Set<String> mutations, Act... acts) {
    return scheduler -> {
      SimulatedStore bare = new SimulatedStore(SimulatedPlatform.clock(scheduler));
      AtomicInteger nonce = new AtomicInteger(); // an ETag must not come twice
      ToyProtocol seen = new ToyProtocol(new ScheduledStore(scheduler, bare), mutations, nonce);
      ToyProtocol after = new ToyProtocol(bare, mutations, nonce);
      bucket.forEach((key, body) -> after.put(key, body, Precondition.none()));
      for (int i = 0; i < acts.length; i++) {
        Act act = acts[i];
        scheduler.spawn("actor-" + i, 1_000_000, () -> act.on(seen));
      }
      return () -> after.recoverAndCheck(bare);
    };
  }

  private boolean put(String key, String body, Precondition precondition) {
    String unique = body + ";rev=" + nonce.incrementAndGet();
    return store.put(key, unique.getBytes(StandardCharsets.UTF_8), precondition).written();
  }

  private boolean putNew(String key, String body) {
    return put(key, body, Precondition.ifAbsent());
  }

  private boolean swap(String key, String body, StoredObject seen) {
    return put(key, body, Precondition.ifMatch(seen.etag()));
  }

  private void remove(String key) {
    store.delete(key, Precondition.none());
  }

  private boolean removeIf(String key, String etag) {
    return store.delete(key, Precondition.ifMatch(etag)) == DeleteOutcome.DELETED;
  }

  private static Map<String, String> fields(StoredObject object) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String part : new String(object.body(), StandardCharsets.UTF_8).split(";")) {
      String[] pair = part.split("=");
      if (pair.length == 2) {
        fields.put(pair[0], pair[1]);
      }
    }
    return fields;
  }

  private static boolean exists(Optional<StoredObject> object) {
    return object.isPresent() && !fields(object.get()).containsKey("fence");
  }

  private static boolean alive(Optional<StoredObject> object) {
    return exists(object) && !fields(object.get()).containsKey("mark");
  }

  private static boolean refersTo(StoredObject object, String parent) {
    return parent.equals(fields(object).get("fk"));
  }

  private static String bodyOf(StoredObject object) {
    return "fk=" + fields(object).get("fk");
  }

  void create(String child, String parent) {
    String reference = "ref/" + parent + "/" + child;
    Optional<StoredObject> found;
    if (mutations.contains("check first")) {
      found = store.get(parent);
      put(reference, "", Precondition.none());
    } else {
      put(reference, "", Precondition.none());
      found = store.get(parent);
    }
    if (!exists(found)) {
      remove(reference);
    } else if (!alive(found)) {
      if (mutations.contains("remove when condemned")) {
        remove(reference);
      }
    } else {
      putNew(child, "fk=" + parent);
    }
  }

  void move(String child, String parent) {
    Optional<StoredObject> before = store.get(child);
    if (!alive(before)) {
      return;
    }
    String reference = "ref/" + parent + "/" + child;
    put(reference, "", Precondition.none());
    Optional<StoredObject> found = store.get(parent);
    if (!alive(found)) {
      if (!exists(found) || mutations.contains("remove when condemned")) {
        remove(reference);
      }
      return;
    }
    swap(child, "fk=" + parent, before.orElseThrow());
  }

  void delete(String parent) {
    if (mutations.contains("list first")) {
      List<ListedObject> references = references(parent);
      if (!exists(store.get(parent))) {
        return;
      }
      put("job/" + parent, "", Precondition.none());
      remove(parent);
      references.forEach(reference -> handle(reference, parent));
      remove("job/" + parent);
      return;
    }
    while (true) {
      Optional<StoredObject> found = store.get(parent);
      if (!exists(found)) {
        return;
      }
      put("job/" + parent, "", Precondition.none());
      if (removeIf(parent, found.orElseThrow().etag())) {
        break;
      }
    }
    process(parent);
    remove("job/" + parent);
  }

  private void process(String parent) {
    references(parent).forEach(reference -> handle(reference, parent));
  }

  private List<ListedObject> references(String parent) {
    return store.list("ref/" + parent + "/", null, 1000).objects();
  }

  private static String child(ListedObject reference) {
    return reference.key().substring(reference.key().lastIndexOf('/') + 1);
  }

  private void handle(ListedObject reference, String parent) {
    String child = child(reference);
    while (true) {
      Optional<StoredObject> found = store.get(child);
      if (found.isEmpty()) {
        if (mutations.contains("no fence") || putNew(child, "fence=1")) {
          break;
        }
      } else if (!exists(found)) {
        break;
      } else if (refersTo(found.get(), parent)) {
        if (removeIf(child, found.get().etag())) {
          break;
        }
      } else if (mutations.contains("no bump") || swap(child, bodyOf(found.get()), found.get())) {
        break;
      }
    }
    remove(reference.key());
  }

  void deleteProtected(String parent) {
    StoredObject seen;
    do {
      Optional<StoredObject> found = store.get(parent);
      if (!alive(found)) {
        return;
      }
      seen = found.orElseThrow();
    } while (!swap(parent, "mark=1", seen));
    boolean blocked = false;
    for (ListedObject reference : references(parent)) {
      blocked |= protects(child(reference), parent);
    }
    StoredObject marked = store.get(parent).orElseThrow();
    if (blocked) {
      swap(parent, "", marked);
    } else {
      removeIf(parent, marked.etag());
    }
  }

  private boolean protects(String child, String parent) {
    while (true) {
      Optional<StoredObject> found = store.get(child);
      if (found.isEmpty()) {
        if (putNew(child, "fence=1")) {
          return false;
        }
      } else if (!exists(found)) {
        return false;
      } else if (refersTo(found.get(), parent)) {
        return true;
      } else if (swap(child, bodyOf(found.get()), found.get())) {
        return false;
      }
    }
  }

  void sweep(String parent) {
    for (ListedObject reference : references(parent)) {
      Optional<StoredObject> found = store.get(child(reference));
      if (!exists(found) || refersTo(found.orElseThrow(), parent)) {
        continue;
      }
      if (!mutations.contains("sweep without bump")
          && !swap(child(reference), bodyOf(found.get()), found.get())) {
        continue;
      }
      if (mutations.contains("sweep blindly")) {
        remove(reference.key());
      } else {
        removeIf(reference.key(), reference.etag());
      }
    }
  }

  private List<String> recoverAndCheck(SimulatedStore bare) {
    for (String key : bare.keys()) {
      if (key.startsWith("job/")) {
        String parent = key.substring(4);
        if (exists(store.get(parent))) {
          delete(parent);
        } else {
          process(parent);
        }
      }
    }
    List<String> violations = new ArrayList<>();
    for (String key : bare.keys()) {
      StoredObject object = store.get(key).orElseThrow();
      String parent = fields(object).get("fk");
      if (key.contains("/") || parent == null) {
        continue;
      }
      if (!exists(store.get(parent))) {
        violations.add("dangling " + key + " -> " + parent);
      }
      if (store.get("ref/" + parent + "/" + key).isEmpty()) {
        violations.add("no reference " + parent + "/" + key);
      }
    }
    return violations;
  }
}
