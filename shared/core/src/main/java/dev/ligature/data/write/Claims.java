package dev.ligature.data.write;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Limits;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Marks;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claim protocol ({@code docs/protocols.md}): at most one living entity holds a unique place,
 * which is a unique field's value or the one child of a parent. A claim says who <em>may</em> hold
 * the place; whether it does is seen at the entity itself. A claim is taken after the taker's own
 * ETag was read and before its own conditional write.
 */
final class Claims {

  private final ObjectStore store;
  private final Platform platform;
  private final EntityCodec codec;
  private final EntityReader reader;
  private final Marks marks;
  private final Fences fences;

  Claims(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.reader = new EntityReader(store, platform);
    this.marks = new Marks(store, platform);
    this.fences = new Fences(store, platform);
  }

  /** A claim as stored: who may hold the place. */
  private record Claim(UUID id) {}

  /** What became of the attempt to claim places. */
  sealed interface Outcome {
    /**
     * All are claimed.
     *
     * @param claims those that were not the taker's before, as written: only these may be released
     *     if the write they are for fails, for another write of the same entity may stand on the
     *     rest
     */
    record Claimed(List<Deletion> claims) implements Outcome {}

    /**
     * Another living entity holds one; the claims taken before were released.
     *
     * @param field which
     * @param holder who
     * @param condemned whether the holder is being deleted by a job that has not decided
     */
    record Held(String field, UUID holder, boolean condemned) implements Outcome {

      /** What the caller of the write is told. */
      WriteResult refusal(ModelDefinition model) {
        return condemned
            ? new WriteResult.BeingDeleted(model.plural(), holder)
            : new WriteResult.Taken(field, holder);
      }
    }
  }

  /** Claims places, in the order of their fields, for an entity. */
  Outcome take(ModelDefinition model, UUID me, Map<String, String> places) {
    List<Deletion> taken = new ArrayList<>();
    for (Map.Entry<String, String> place : places.entrySet()) {
      switch (take(model, me, place.getKey(), place.getValue())) {
        case Outcome.Claimed(List<Deletion> claims) -> taken.addAll(claims);
        case Outcome.Held held -> {
          release(taken);
          return held;
        }
      }
    }
    return new Outcome.Claimed(taken);
  }

  private Outcome take(ModelDefinition model, UUID me, String field, String place) {
    for (int round = 0; round < Limits.WRITE_ROUNDS; round++) {
      Optional<StoredObject> claim = store.get(place);
      if (claim.isEmpty()) {
        Optional<Outcome> won = write(place, me, Precondition.ifAbsent());
        if (won.isPresent()) {
          return won.get();
        }
        continue;
      }
      String etag = claim.get().etag();
      UUID owner = ownerOf(claim.get());
      if (!owner.equals(me)) {
        // One read decides both: had the owner moved between two reads, its move would be missed.
        Lookup lookup = reader.lookup(model, owner);
        Outcome.Held held = holds(model, lookup, owner, field, place);
        if (held != null) {
          return held;
        }
        if (!disarm(model, lookup, owner)) {
          continue;
        }
      } else if (!platform.steps().take(Step.CLAIM_REWRITE)) {
        return new Outcome.Claimed(List.of());
      }
      // One's own claim is written again too: a taker that read the old one is then refused.
      Optional<Outcome> won = write(place, me, Precondition.ifMatch(etag));
      if (won.isPresent()) {
        return me.equals(owner) ? new Outcome.Claimed(List.of()) : won.get();
      }
    }
    throw StoreException.notApplied(
        StoreException.Kind.RETRY, "lost every race for " + place, null);
  }

  private Optional<Outcome> write(String place, UUID me, Precondition precondition) {
    return store.put(place, Json.stamped(new Claim(me), platform), precondition)
            instanceof PutOutcome.Written written
        ? Optional.of(new Outcome.Claimed(List.of(Deletion.ifMatch(place, written.etag()))))
        : Optional.empty();
  }

  /** Whether the owner lives and is in that place. */
  private Outcome.@Nullable Held holds(
      ModelDefinition model, Lookup lookup, UUID owner, String field, String place) {
    if (!(lookup instanceof Lookup.Present present)) {
      return null;
    }
    String ownersPlace = EntityKeys.of(model, owner, present.entity().fields()).claims().get(field);
    if (!place.equals(ownersPlace)) {
      return null;
    }
    return switch (marks.deletionOf(present)) {
      case CLEAR -> new Outcome.Held(field, owner, false);
      case CONDEMNED -> new Outcome.Held(field, owner, true);
      case GONE -> null;
    };
  }

  /**
   * Makes sure that the owner of a claim about to be taken over, which does not hold the place now,
   * cannot come to hold it by a write that is already under way.
   *
   * @return false if it moved meanwhile: look again
   */
  boolean disarm(ModelDefinition model, Lookup lookup, UUID owner) {
    String key = Keys.entity(model.plural(), owner);
    return switch (lookup) {
      case Lookup.Absent _ ->
          !platform.steps().take(Step.CLAIM_FENCE)
              || fences.put(model.plural(), owner, "claim taken over");
      case Lookup.Fenced _ -> true;
      case Lookup.Present present ->
          !platform.steps().take(Step.CLAIM_BUMP)
              || marks.deletionOf(present) == DeletionState.GONE
              || store
                  .put(key, codec.bump(present), Precondition.ifMatch(present.etag()))
                  .written();
    };
  }

  /** Who a claim names; {@link CorruptObjectException} if it cannot be read. */
  static UUID ownerOf(StoredObject claim) {
    return Json.read(claim.key(), claim.body(), Claim.class).id();
  }

  /** Whether a claim names this owner. One that cannot be read is left to a person. */
  static boolean isOf(UUID owner, StoredObject claim) {
    try {
      return owner.equals(ownerOf(claim));
    } catch (CorruptObjectException e) {
      // The sweep and the audit name it.
      return false;
    }
  }

  /** Those of these places that {@code owner} has claimed now, with their ETags. */
  List<Deletion> heldBy(UUID owner, Collection<String> places) {
    return platform.parallel().map(List.copyOf(places), store::get).stream()
        .flatMap(Optional::stream)
        .filter(claim -> isOf(owner, claim))
        .map(claim -> releasing(platform, claim.key(), claim.etag()))
        .toList();
  }

  /** The release of one claim, only if nobody wrote it since. */
  static Deletion releasing(Platform platform, String key, String etag) {
    return new Deletion(
        key, platform.steps().guard(Step.CLAIM_RELEASE_IF_MATCH, Precondition.ifMatch(etag)));
  }

  /**
   * Releases claims, each only if nobody wrote it since. What changed hands meanwhile stays: its
   * outcome is not looked at.
   */
  void release(List<Deletion> claims) {
    store.deleteInBatches(claims);
  }
}
