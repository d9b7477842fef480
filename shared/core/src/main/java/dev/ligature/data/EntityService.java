package dev.ligature.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creates, reads and updates entities as JSON: the create and update protocols of {@code
 * docs/protocols.md}. Safe for many threads, processes and machines on one bucket.
 */
public final class EntityService {

  /** Ids that a creation tries when answers of the store are lost. */
  private static final int CREATE_ROUNDS = 3;

  private final ObjectStore store;
  private final Platform platform;
  private final EntityCodec codec;
  private final Marks marks;
  private final References references;
  private final Claims claims;
  private final IdempotencyKeys idempotencyKeys;
  private final Fences fences;
  private final TraceRemoval traces;

  /** Works on the entities of this schema in this store. */
  public EntityService(Schema schema, ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.marks = new Marks(store, platform.steps());
    this.references = new References(schema, store, platform, codec, marks);
    this.claims = new Claims(store, platform, codec, marks);
    this.fences = new Fences(store, codec);
    this.traces = new TraceRemoval(store, platform);
    this.idempotencyKeys = new IdempotencyKeys(store, platform, codec);
  }

  /** Reads an entity: one GET (two if it is condemned). Fences and what is gone are empty. */
  public Optional<Entity> get(ModelDefinition model, UUID id) {
    return slot(model, id) instanceof Slot.Present present
            && marks.standing(present.mark()) != Standing.GONE
        ? Optional.of(present.entity())
        : Optional.empty();
  }

  /** Reads many entities side by side, in the order of the ids; what is gone is left out. */
  public List<Entity> getAll(ModelDefinition model, List<UUID> ids) {
    return platform.parallel().map(ids, id -> get(model, id)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Slot slot(ModelDefinition model, UUID id) {
    return codec.read(model, id, store.get(Keys.entity(model.plural(), id)));
  }

  /** Creates an entity under a new id. Requests: 2k + 1 for k foreign keys, and 2 for a claim. */
  public WriteResult create(ModelDefinition model, ObjectNode input) {
    return create(model, input, null);
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
    if (!checked.errors().isEmpty()) {
      return new WriteResult.Invalid(checked.errors());
    }
    StoreException lost = null;
    for (int round = 0; round < CREATE_ROUNDS; round++) {
      IdempotencyKeys.Reservation reservation =
          idempotencyKey == null
              ? new IdempotencyKeys.Reservation.Id(platform.ids().next())
              : idempotencyKeys.reserve(model, idempotencyKey, checked.fields());
      switch (reservation) {
        case IdempotencyKeys.Reservation.KeyReused() -> {
          return new WriteResult.KeyReused();
        }
        case IdempotencyKeys.Reservation.Existing(Entity entity) -> {
          return new WriteResult.Written(entity, true);
        }
        case IdempotencyKeys.Reservation.Id(UUID id) -> {
          switch (createAs(model, id, checked.fields())) {
            case Attempt.Done(WriteResult result) -> {
              if (lost != null && !(result instanceof WriteResult.Written)) {
                throw lost; // The lost try may have written, so this is no clean refusal.
              }
              return result;
            }
            case Attempt.Lost(StoreException answer) -> lost = answer;
          }
        }
      }
    }
    throw StoreException.uncertain(
        StoreException.Kind.RETRY,
        "the answers to " + CREATE_ROUNDS + " creations were lost",
        lost);
  }

  /** How a creation under one id went. */
  private sealed interface Attempt {
    record Done(WriteResult result) implements Attempt {}

    /** The answer was lost; whatever became of it, nothing will ever stand under that id again. */
    record Lost(StoreException answer) implements Attempt {}
  }

  private Attempt createAs(ModelDefinition model, UUID id, ObjectNode fields) {
    Instant now = platform.clock().instant();
    Entity entity = new Entity(model, id, 1, now, now, fields);
    EntityKeys keys = EntityKeys.of(model, id, fields);
    List<References.Link> links = References.newLinks(model, Json.object(), fields);

    Optional<WriteResult> refusal = references.establish(id, links, keys.indexEntries());
    if (refusal.isPresent()) {
      abandon(keys, List.of());
      return new Attempt.Done(refusal.get());
    }
    List<Deletion> taken = List.of();
    if (!keys.claims().isEmpty()) {
      switch (claims.take(model, id, keys.claims())) {
        case Claims.Outcome.Claimed(List<Deletion> claimed) -> taken = claimed;
        case Claims.Outcome.Held held -> {
          abandon(keys, List.of());
          return new Attempt.Done(refusalOf(model, held));
        }
      }
    }
    Precondition free =
        platform.steps().take(Step.CREATE_IF_ABSENT)
            ? Precondition.ifAbsent()
            : Precondition.none();
    byte[] body = codec.write(entity, null, Json.object());
    try {
      if (store.putOnce(Keys.entity(model.plural(), id), body, free).written()) {
        return new Attempt.Done(new WriteResult.Written(entity, false));
      }
    } catch (StoreException e) {
      boolean lost =
          !e.surelyNotApplied()
              && (e.kind() == StoreException.Kind.RETRY
                  || e.kind() == StoreException.Kind.CONFLICT);
      if (!lost) {
        throw e;
      }
      return settle(entity, keys, taken, e);
    }
    abandon(keys, taken);
    return new Attempt.Done(new WriteResult.Contended("a delete of what it refers to cut in"));
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
      switch (slot(model, entity.id())) {
        case Slot.Present _ -> {
          return new Attempt.Done(new WriteResult.Written(entity, false));
        }
        case Slot.Absent _ -> {
          if (fences.put(model.plural(), entity.id(), "the answer to its creation was lost")) {
            abandon(keys, taken);
            return new Attempt.Lost(answer);
          }
        }
        case Slot.Fenced _ -> {
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

  private static WriteResult refusalOf(ModelDefinition model, Claims.Outcome.Held held) {
    return held.condemned()
        ? new WriteResult.BeingDeleted(model.plural(), held.holder())
        : new WriteResult.Taken(held.field(), held.holder());
  }

  /**
   * Replaces all of an entity's own fields. Requests: 2, and 2 for each foreign key that changes.
   */
  public WriteResult replace(
      ModelDefinition model, UUID id, ObjectNode input, @Nullable Long expectedVersion) {
    return update(model, id, expectedVersion, false, current -> input);
  }

  /**
   * Applies a JSON merge patch (RFC 7396) to an entity's own fields.
   *
   * @param expectedVersion the version that the caller has seen; {@code null} for any
   */
  public WriteResult patch(
      ModelDefinition model, UUID id, ObjectNode patch, @Nullable Long expectedVersion) {
    return update(model, id, expectedVersion, true, current -> MergePatch.apply(current, patch));
  }

  private WriteResult update(
      ModelDefinition model,
      UUID id,
      @Nullable Long expectedVersion,
      boolean mergesWithAnyVersion,
      Function<ObjectNode, ObjectNode> change) {
    Long seen = expectedVersion;
    for (int round = 0; round < Limits.WRITE_ROUNDS; round++) {
      if (!(slot(model, id) instanceof Slot.Present present)) {
        return new WriteResult.NotFound(model.plural(), id);
      }
      switch (marks.standing(present.mark())) {
        case GONE -> {
          return new WriteResult.NotFound(model.plural(), id);
        }
        case CONDEMNED -> {
          return new WriteResult.BeingDeleted(model.plural(), id);
        }
        case CLEAR -> {}
      }
      Entity current = present.entity();
      if (seen != null && seen != current.version()) {
        return expectedVersion == null
            ? new WriteResult.Contended("another writer changed the entity meanwhile")
            : new WriteResult.VersionMismatch(current.version());
      }
      InputCheck.Checked checked =
          InputCheck.update(model, change.apply(current.fields().deepCopy()), current);
      if (!checked.errors().isEmpty()) {
        return new WriteResult.Invalid(checked.errors());
      }
      Optional<WriteResult> result = write(present, checked.fields());
      if (result.isPresent()) {
        return result.get();
      }
      if (!mergesWithAnyVersion) {
        // A replacement may be tried again over a new ETag, but not over a version it has not seen.
        seen = current.version();
      }
    }
    return new WriteResult.Contended("other writers of the entity were always faster");
  }

  /** One round of an update over what was read; empty if somebody wrote meanwhile. */
  private Optional<WriteResult> write(Slot.Present present, ObjectNode fields) {
    Entity current = present.entity();
    ModelDefinition model = current.model();
    UUID id = current.id();
    EntityKeys before = EntityKeys.of(model, id, current.fields());
    EntityKeys after = EntityKeys.of(model, id, fields);
    List<References.Link> links = References.newLinks(model, current.fields(), fields);
    List<String> newEntries =
        after.indexEntries().stream().filter(e -> !before.indexEntries().contains(e)).toList();
    Map<String, String> newClaims = difference(after.claims(), before.claims());
    Map<String, String> oldClaims = difference(before.claims(), after.claims());

    Optional<WriteResult> refusal = references.establish(id, links, newEntries);
    if (refusal.isPresent()) {
      references.withdrawUpdate(id, links);
      return Optional.of(refusal.get());
    }
    // Read before our own write: a claim that is written again by one who moves back is then kept.
    List<Deletion> obsolete =
        oldClaims.isEmpty() ? List.of() : claims.heldBy(id, oldClaims.values());
    List<Deletion> taken = List.of();
    if (!newClaims.isEmpty()) {
      switch (claims.take(model, id, newClaims)) {
        case Claims.Outcome.Claimed(List<Deletion> claimed) -> taken = claimed;
        case Claims.Outcome.Held held -> {
          return Optional.of(refusalOf(model, held));
        }
      }
    }
    Entity updated =
        new Entity(
            model,
            id,
            current.version() + 1,
            current.createdAt(),
            platform.clock().instant(),
            fields);
    Precondition unchanged =
        platform.steps().take(Step.UPDATE_IF_MATCH)
            ? Precondition.ifMatch(present.etag())
            : Precondition.none();
    PutOutcome outcome =
        store.put(
            Keys.entity(model.plural(), id),
            codec.write(updated, null, present.nulledBy()),
            unchanged);
    boolean uncertain = outcome instanceof PutOutcome.Refused refused && refused.uncertain();
    if (outcome.written() || (uncertain && landed(updated))) {
      claims.release(obsolete);
      return Optional.of(new WriteResult.Written(updated, false));
    }
    if (uncertain) {
      // Its claims stay: it may have been written, and overwritten by now.
      throw StoreException.uncertain(
          StoreException.Kind.RETRY, "the answer to an update was lost", null);
    }
    claims.release(taken);
    return Optional.empty();
  }

  /** Whether this very state stands there, if only under an ETag that somebody else gave it. */
  private boolean landed(Entity updated) {
    return slot(updated.model(), updated.id()) instanceof Slot.Present present
        && present.entity().version() == updated.version()
        && present.entity().updatedAt().equals(updated.updatedAt())
        && present.entity().fields().equals(updated.fields());
  }

  private static Map<String, String> difference(
      Map<String, String> of, Map<String, String> without) {
    Map<String, String> rest = new TreeMap<>(of);
    rest.entrySet().removeAll(without.entrySet());
    return rest;
  }
}
