package dev.ligature.data.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Limits;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Stamps;
import dev.ligature.data.generation.Generations;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The create protocol ({@code docs/protocols.md}, "Create C"): the references stand, then the
 * parents are looked at, then unique places are claimed, then the entity is put where nothing
 * stands. Safe for many threads, processes and machines on one bucket.
 */
public final class EntityCreation {

  /** Ids that a creation tries when answers of the store are lost. */
  private static final int CREATE_ROUNDS = 3;

  private static final String TOO_LATE =
      "the creation took longer than " + ObjectStore.WINDOW.toMinutes() + " minutes";

  private final ObjectStore store;
  private final Platform platform;
  private final EntityCodec codec;
  private final EntityReader reader;
  private final References references;
  private final Generations generations;
  private final Claims claims;
  private final IdempotencyKeys idempotencyKeys;
  private final Fences fences;
  private final TraceRemoval traces;

  /** Creates entities of this schema in this store. */
  public EntityCreation(
      Schema schema, ObjectStore store, Platform platform, Generations generations) {
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.reader = new EntityReader(store, platform);
    this.references = new References(schema, store, platform, generations);
    this.generations = generations;
    this.claims = new Claims(store, platform);
    this.fences = new Fences(store, platform);
    this.traces = new TraceRemoval(store, platform);
    this.idempotencyKeys = new IdempotencyKeys(store, platform);
  }

  /**
   * Creates an entity, once for an idempotency key.
   *
   * @param idempotencyKey the same key with the same input gives the same entity; {@code null} for
   *     none
   */
  public WriteResult create(
      ModelDefinition model, ObjectNode input, @Nullable String idempotencyKey) {
    InputCheck.Checked checked = InputCheck.create(model, input);
    Optional<WriteResult.Rejection> rejected = checked.rejection();
    if (rejected.isPresent()) {
      return rejected.get();
    }
    // Once, and before the first request. A creation that slept, wherever, must not take a key for
    // free whose record has come and expired meanwhile.
    Instant begun = store.time();
    // Before anything is written: so a bucket that holds entities tells which schema they are of.
    generations.mine();
    StoreException lost = null;
    for (int round = 0; round < CREATE_ROUNDS; round++) {
      IdempotencyKeys.Reservation reservation =
          idempotencyKey == null
              ? new IdempotencyKeys.Reservation.Id(platform.ids().next())
              : idempotencyKeys.reserve(model, idempotencyKey, checked.fields(), begun);
      if (!(reservation instanceof IdempotencyKeys.Reservation.Id(UUID id))) {
        return withoutCreating(reservation, lost);
      }
      switch (createAs(model, id, checked.fields())) {
        case Attempt.Done(WriteResult result) -> {
          return answer(result, lost);
        }
        case Attempt.Lost(StoreException answer) -> lost = answer;
        case Attempt.Expired() -> {}
      }
    }
    if (lost == null) {
      return new WriteResult.Contended(TOO_LATE);
    }
    throw StoreException.uncertain(
        StoreException.Kind.RETRY,
        "the answers to " + CREATE_ROUNDS + " creations were lost",
        lost);
  }

  /** After a lost answer a refusal is no clean one: the lost try may have written. */
  private static WriteResult answer(WriteResult result, @Nullable StoreException lost) {
    if (lost != null && !(result instanceof WriteResult.Written)) {
      throw lost;
    }
    return result;
  }

  /**
   * What a key is answered with under which nothing is to be created.
   *
   * @param lost the lost answer to an earlier try of this very request; {@code null} for none
   */
  private static WriteResult withoutCreating(
      IdempotencyKeys.Reservation reservation, @Nullable StoreException lost) {
    return switch (reservation) {
      case IdempotencyKeys.Reservation.KeyReused() -> new WriteResult.KeyReused();
      case IdempotencyKeys.Reservation.Existing(Entity entity) ->
          new WriteResult.Written(entity, true);
      case IdempotencyKeys.Reservation.TooLate() -> {
        if (lost != null) {
          throw lost;
        }
        yield new WriteResult.Contended(TOO_LATE);
      }
      case IdempotencyKeys.Reservation.Id(UUID id) ->
          throw new IllegalStateException("to be created as " + id);
    };
  }

  /** How a creation under one id went. */
  private sealed interface Attempt {
    record Done(WriteResult result) implements Attempt {}

    /**
     * It came later than the window allows, and nothing was written. Or this machine's clock was
     * wrong, and nothing had told so yet: by now the store has.
     */
    record Expired() implements Attempt {}

    /** The answer was lost; whatever became of it, nothing will ever stand under that id again. */
    record Lost(StoreException answer) implements Attempt {}
  }

  private Attempt createAs(ModelDefinition model, UUID id, ObjectNode fields) {
    Instant begun = store.time();
    Instant now = platform.clock().instant();
    Entity entity = new Entity(model, id, 1, now, now, fields);
    EntityKeys keys = EntityKeys.of(model, id, fields);
    List<References.Link> links = References.newLinks(model, Json.object(), fields);

    Optional<WriteResult> refusal = references.establish(id, links, keys.indexEntries());
    if (refusal.isPresent()) {
      abandon(keys, List.of());
      return new Attempt.Done(refusal.get());
    }
    return switch (claims.take(model, id, keys.claims())) {
      case Claims.Outcome.Claimed(List<Deletion> taken) -> put(entity, keys, taken, begun);
      case Claims.Outcome.Held held -> {
        abandon(keys, List.of());
        yield new Attempt.Done(held.refusal(model));
      }
    };
  }

  private Attempt put(Entity entity, EntityKeys keys, List<Deletion> taken, Instant begun) {
    ModelDefinition model = entity.model();
    String key = Keys.entity(model.plural(), entity.id());
    byte[] body = codec.write(entity, null, Stamps.none(), generations.stampAtBirth(model));
    try {
      return switch (store.putOnce(key, body, free(begun))) {
        case PutOutcome.Written _ -> new Attempt.Done(new WriteResult.Written(entity, false));
        case PutOutcome.Refused refused -> {
          abandon(keys, taken);
          yield refused.reason() == PutOutcome.Reason.EXPIRED
              ? new Attempt.Expired()
              : new Attempt.Done(new WriteResult.Contended("a delete of what it refers to cut in"));
        }
      };
    } catch (StoreException e) {
      boolean lost = !e.surelyNotApplied() && e.isTransient();
      if (!lost) {
        throw e;
      }
      return settle(entity, keys, taken, e);
    }
  }

  /**
   * The condition of the last write: no fence stands there, nor did one stand and expire while this
   * creation slept. The references and the look at the parents are of {@code begun} or later, and
   * what a sweep or a delete does about a writer under way outlives the window.
   */
  private Precondition free(Instant begun) {
    Precondition within =
        platform
            .steps()
            .guard(
                Step.CREATE_WITHIN_WINDOW,
                Precondition.ifAbsentWithin(begun),
                Precondition.ifAbsent());
    return platform.steps().guard(Step.CREATE_IF_ABSENT, within);
  }

  /**
   * After a lost answer. To put the entity again could bring back what was created, seen and
   * deleted meanwhile. So if it is not there, a fence makes sure that it never will be, also by a
   * request that is still on its way.
   */
  private Attempt settle(
      Entity entity, EntityKeys keys, List<Deletion> taken, StoreException answer) {
    ModelDefinition model = entity.model();
    for (int round = 0; round < Limits.WRITE_ROUNDS; round++) {
      switch (reader.lookup(model, entity.id())) {
        case Lookup.Present _ -> {
          return new Attempt.Done(new WriteResult.Written(entity, false));
        }
        case Lookup.Absent _ -> {
          if (fences.put(model.plural(), entity.id(), "the answer to its creation was lost")) {
            abandon(keys, taken);
            return new Attempt.Lost(answer);
          }
        }
        case Lookup.Fenced _ -> {
          abandon(keys, taken);
          return new Attempt.Lost(answer);
        }
      }
    }
    throw answer;
  }

  /** The entity will never exist under this id, and ids are never reused: its traces may go. */
  private void abandon(EntityKeys keys, List<Deletion> taken) {
    claims.release(taken);
    traces.remove(keys.own());
  }
}
