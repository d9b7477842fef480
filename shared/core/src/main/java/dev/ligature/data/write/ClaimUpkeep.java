package dev.ligature.data.write;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.Lookup;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.StoredObject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks after claims from outside the writes that they belong to: releases those that nobody holds,
 * and makes those that an adopted entity lacks. Follows the claim protocol, so writers may be at
 * work meanwhile. Safe for many threads.
 */
public final class ClaimUpkeep {

  private final ObjectStore store;
  private final Platform platform;
  private final EntityReader reader;
  private final Claims claims;

  /** Works on this store. */
  public ClaimUpkeep(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.reader = new EntityReader(store, platform);
    this.claims = new Claims(store, platform);
  }

  /** How a claim stands. */
  public enum Holding {
    /** Its owner is in the place (or the claim itself is gone by now). */
    HELD,
    /** Its owner is not in the place. */
    ABANDONED,
    /** It was abandoned, and is released. */
    RELEASED,
    /** Somebody wrote to the claim or its owner just now: look again later. */
    BUSY
  }

  /**
   * Whether the owner of a claim is in the place.
   *
   * @param field the unique field or has-one key that the claim is on
   */
  public Holding look(ModelDefinition model, String field, String claim) {
    return look(model, field, claim, false);
  }

  /**
   * The same, and an abandoned claim is released, after its owner was fenced or given a new ETag.
   */
  public Holding release(ModelDefinition model, String field, String claim) {
    return look(model, field, claim, true);
  }

  private Holding look(ModelDefinition model, String field, String claim, boolean release) {
    Optional<StoredObject> object = store.get(claim);
    if (object.isEmpty()) {
      return Holding.HELD;
    }
    UUID owner = ownerOf(object.get());
    Lookup lookup = reader.lookup(model, owner);
    if (lookup instanceof Lookup.Present present
        && claim.equals(
            EntityKeys.of(model, owner, present.entity().fields()).claims().get(field))) {
      return Holding.HELD;
    }
    if (!release) {
      return Holding.ABANDONED;
    }
    if (!claims.disarm(model, lookup, owner)) {
      return Holding.BUSY;
    }
    Deletion deletion = Claims.releasing(platform, claim, object.get().etag());
    DeleteOutcome outcome = store.delete(deletion.key(), deletion.precondition());
    return outcome == DeleteOutcome.CHANGED
            || outcome == DeleteOutcome.THROTTLED
            || outcome == DeleteOutcome.FAILED
        ? Holding.BUSY
        : Holding.RELEASED;
  }

  /** Who a claim names; {@link CorruptObjectException} if it cannot be read. */
  public static UUID ownerOf(StoredObject claim) {
    return Claims.ownerOf(claim);
  }

  /** What came of the adoption of a place. */
  public sealed interface Adoption {
    /** A claim said so already. */
    record Known() implements Adoption {}

    /** It is claimed now. */
    record Claimed() implements Adoption {}

    /** Another living entity is in the same place, and holds it. */
    record Held(UUID holder) implements Adoption {}
  }

  /**
   * Claims a place for an entity that is in it already.
   *
   * @param field the unique field or has-one key
   * @param claim the claim's key
   */
  public Adoption adopt(ModelDefinition model, UUID id, String field, String claim) {
    if (store.get(claim).map(Claims::ownerOf).filter(id::equals).isPresent()) {
      return new Adoption.Known();
    }
    return switch (claims.take(model, id, Map.of(field, claim))) {
      case Claims.Outcome.Claimed _ -> new Adoption.Claimed();
      case Claims.Outcome.Held held -> new Adoption.Held(held.holder());
    };
  }
}
