package dev.ligature.data.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Limits;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Marks;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One entity for one idempotency key. The key's record names the id before the entity is written,
 * so a retry finds it. An id whose entity never came to be is fenced before the retry goes on with
 * a new one: the first request may only be slow, and must then fail rather than make a second
 * entity.
 */
final class IdempotencyKeys {

  private final ObjectStore store;
  private final Platform platform;
  private final EntityReader reader;
  private final Marks marks;
  private final Fences fences;

  IdempotencyKeys(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.reader = new EntityReader(store, platform);
    this.marks = new Marks(store, platform);
    this.fences = new Fences(store, platform);
  }

  /**
   * A key's record.
   *
   * @param id of the entity
   * @param body digest of the request's body
   * @param at when it was written, by the writer's clock; for a person who looks into the bucket
   */
  private record KeyRecord(UUID id, String body, Instant at) {}

  /** What a key stands for. */
  sealed interface Reservation {
    /** Create under this id. */
    record Id(UUID id) implements Reservation {}

    /** It was created already. */
    record Existing(Entity entity) implements Reservation {}

    /** The key was used with another body. */
    record KeyReused() implements Reservation {}

    /** The request took so long that the key's record may have come and expired meanwhile. */
    record TooLate() implements Reservation {}
  }

  /**
   * Reserves an id for a key, or finds the entity that it stands for.
   *
   * @param begun when the request began, by the store's time. A request that finds no record and
   *     then sleeps could miss that another request made the record, and that it expired
   */
  Reservation reserve(ModelDefinition model, String key, ObjectNode fields, Instant begun) {
    String recordKey = Keys.idempotency(key);
    String digest =
        Keys.digest(model.plural() + " " + new String(Json.bytes(fields), StandardCharsets.UTF_8));
    for (int round = 0; round < Limits.WRITE_ROUNDS; round++) {
      Optional<StoredObject> current = store.get(recordKey);
      Optional<Reservation> reserved =
          current.isEmpty() ? first(recordKey, digest, begun) : again(model, current.get(), digest);
      if (reserved.isPresent()) {
        return reserved.get();
      }
    }
    throw StoreException.notApplied(
        StoreException.Kind.RETRY, "lost every race for the idempotency key", null);
  }

  /** Of a key that has no record; empty if another request was faster. */
  private Optional<Reservation> first(String recordKey, String digest, Instant begun) {
    UUID id = platform.ids().next();
    return switch (store.put(recordKey, body(id, digest), firstUse(begun))) {
      case PutOutcome.Written _ -> Optional.of(new Reservation.Id(id));
      case PutOutcome.Refused refused ->
          refused.reason() == PutOutcome.Reason.EXPIRED
              ? Optional.of(new Reservation.TooLate())
              : Optional.empty();
    };
  }

  /** Of a key that has a record; empty if another request was faster. */
  private Optional<Reservation> again(ModelDefinition model, StoredObject current, String digest) {
    KeyRecord earlier = Json.read(current.key(), current.body(), KeyRecord.class);
    if (!earlier.body().equals(digest)) {
      return Optional.of(new Reservation.KeyReused());
    }
    switch (reader.lookup(model, earlier.id())) {
      case Lookup.Present present -> {
        if (marks.deletionOf(present) != DeletionState.GONE) {
          return Optional.of(new Reservation.Existing(present.entity()));
        }
        // A delete that has committed takes it. As after any delete, the request makes a new one.
      }
      case Lookup.Absent _ -> {
        if (platform.steps().take(Step.IDEMPOTENCY_FENCE)
            && !fences.put(model.plural(), earlier.id(), "an idempotent request was retried")) {
          return Optional.empty();
        }
      }
      case Lookup.Fenced _ -> {}
    }
    UUID id = platform.ids().next();
    Precondition unchanged = Precondition.ifMatch(current.etag());
    return store.put(current.key(), body(id, digest), unchanged).written()
        ? Optional.of(new Reservation.Id(id))
        : Optional.empty();
  }

  private Precondition firstUse(Instant begun) {
    return platform
        .steps()
        .guard(
            Step.IDEMPOTENCY_WITHIN_WINDOW,
            Precondition.ifAbsentWithin(begun),
            Precondition.ifAbsent());
  }

  private byte[] body(UUID id, String digest) {
    return Json.stamped(new KeyRecord(id, digest, platform.clock().instant()), platform);
  }
}
