package dev.ligature.simulation.world;

import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.simulation.engine.SimulatedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether at every moment, and not only at rest, each entity stands under all of its keys (P1): a
 * reference for each foreign key, an entry for each indexed value, a claim for each unique place.
 */
final class Footing {

  private final SimulatedStore bucket;
  private final Truth truth;
  private final Supplier<String> actor;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param actor the name of the actor that runs now
   */
  Footing(SimulatedStore bucket, Truth truth, Supplier<String> actor) {
    this.bucket = bucket;
    this.truth = truth;
    this.actor = actor;
  }

  /** Keys that were lacking, and when. */
  List<String> violations() {
    return violations;
  }

  /** An entity was written. */
  void written(Life life) {
    EntityKeys keys = keys(life);
    for (String key : keys.own()) {
      if (bucket.get(key).isEmpty()) {
        lacks(life, key);
      }
    }
    if (life.alive()) {
      keys.claims().values().forEach(claim -> checkClaim(life, claim));
    }
  }

  private static EntityKeys keys(Life life) {
    return EntityKeys.of(life.model(), life.id(), life.last().fields());
  }

  /** A reference or an index entry was removed. */
  void removed(String key) {
    UUID id = Keys.lastId(key);
    Life life = id == null ? null : truth.life(id);
    if (life != null && life.stored() && keys(life).own().contains(key)) {
      lacks(life, key);
    }
  }

  /** A claim was removed, or taken over. */
  void claimChanged(String claim, byte @Nullable [] before) {
    UUID owner = before == null ? null : owner(claim, before);
    Life life = owner == null ? null : truth.life(owner);
    if (life != null && life.alive() && keys(life).claims().containsValue(claim)) {
      checkClaim(life, claim);
    }
  }

  /** Whoever is gone for readers holds no place any more, though it may still be stored. */
  private void checkClaim(Life life, String claim) {
    boolean held =
        bucket
            .get(claim)
            .map(object -> life.id().equals(owner(claim, object.body())))
            .orElse(false);
    if (!held) {
      lacks(life, claim);
    }
  }

  private static @Nullable UUID owner(String claim, byte[] body) {
    return Json.uuidOrNull(Json.parseStored(claim, body).path("id").asText());
  }

  private void lacks(Life life, String key) {
    violations.add("P1: " + life + " lacks " + key + " because of " + actor.get());
  }

  /** Folders of keys that may not go while somebody stands under them. */
  static boolean isHint(String key) {
    return key.startsWith(Keys.references()) || key.startsWith(Keys.indexEntries());
  }

  static boolean isClaim(String key) {
    return key.startsWith(Keys.claims());
  }
}
