package dev.ligature.data.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Limits;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Marks;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The update protocol ({@code docs/protocols.md}, "Update C"): for each foreign key that changes
 * the new reference stands, then the new parent is looked at; then the entity is put over the very
 * object that was read. Safe for many threads, processes and machines on one bucket.
 */
public final class EntityUpdate {

  private final ObjectStore store;
  private final Platform platform;
  private final EntityCodec codec;
  private final EntityReader reader;
  private final Marks marks;
  private final References references;
  private final Claims claims;

  /** Updates entities of this schema in this store. */
  public EntityUpdate(
      Schema schema, ObjectStore store, Platform platform, Generations generations) {
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.reader = new EntityReader(store, platform);
    this.marks = new Marks(store, platform);
    this.references = new References(schema, store, platform, generations);
    this.claims = new Claims(store, platform);
  }

  /**
   * Replaces all of an entity's own fields.
   *
   * @param expectedVersion the version that the caller has seen; {@code null} for the one that is
   *     read first. If another writer is faster, the answer is {@link WriteResult.Contended}
   * @throws dev.ligature.store.StoreException if the answer to the write was lost, and it cannot be
   *     told whether the entity was written
   */
  public WriteResult replace(
      ModelDefinition model, UUID id, ObjectNode input, @Nullable Long expectedVersion) {
    return update(new Change(model, id, expectedVersion, current -> input), false);
  }

  /**
   * Applies a JSON merge patch (RFC 7396) to an entity's own fields.
   *
   * @param expectedVersion the version that the caller has seen; {@code null} for any: the patch is
   *     then applied again over what a faster writer wrote
   * @throws dev.ligature.store.StoreException if the answer to the write was lost, and it cannot be
   *     told whether the entity was written
   */
  public WriteResult patch(
      ModelDefinition model, UUID id, ObjectNode patch, @Nullable Long expectedVersion) {
    return update(
        new Change(model, id, expectedVersion, current -> MergePatch.apply(current, patch)), true);
  }

  /**
   * What is asked for.
   *
   * @param expectedVersion the version that the caller has seen; {@code null} for any
   * @param fields makes the new fields from those that are there
   */
  private record Change(
      ModelDefinition model,
      UUID id,
      @Nullable Long expectedVersion,
      UnaryOperator<ObjectNode> fields) {}

  /** How one round went. */
  private sealed interface Round {
    record Answered(WriteResult result) implements Round {}

    /** Somebody wrote meanwhile. */
    record Overtaken(long versionRead) implements Round {}
  }

  /**
   * @param retriesOnNewVersion whether the change makes sense over a version that its caller has
   *     not seen
   */
  private WriteResult update(Change change, boolean retriesOnNewVersion) {
    Long seen = change.expectedVersion();
    for (int round = 0; round < Limits.WRITE_ROUNDS; round++) {
      switch (round(change, seen)) {
        case Round.Answered(WriteResult result) -> {
          return result;
        }
        case Round.Overtaken(long versionRead) -> {
          if (!retriesOnNewVersion) {
            // A replacement may be retried over a new ETag, but not over a version it has not seen.
            seen = versionRead;
          }
        }
      }
    }
    return new WriteResult.Contended("other writers of the entity were always faster");
  }

  private Round round(Change change, @Nullable Long seen) {
    ModelDefinition model = change.model();
    if (!(reader.lookup(model, change.id()) instanceof Lookup.Present present)) {
      return new Round.Answered(new WriteResult.NotFound(model.plural(), change.id()));
    }
    Entity current = present.entity();
    Optional<WriteResult> refusal = refusal(change, seen, present);
    if (refusal.isPresent()) {
      return new Round.Answered(refusal.get());
    }
    ObjectNode input = change.fields().apply(current.fields().deepCopy());
    InputCheck.Checked checked = InputCheck.update(model, input, current);
    Optional<WriteResult.Rejection> rejected = checked.rejection();
    return rejected.isPresent()
        ? new Round.Answered(rejected.get())
        : write(present, checked.fields())
            .<Round>map(Round.Answered::new)
            .orElseGet(() -> new Round.Overtaken(current.version()));
  }

  /** Why an entity may not be changed as it was read; empty if it may. */
  private Optional<WriteResult> refusal(
      Change change, @Nullable Long seen, Lookup.Present present) {
    String plural = change.model().plural();
    long version = present.entity().version();
    return switch (marks.deletionOf(present)) {
      case GONE -> Optional.of(new WriteResult.NotFound(plural, change.id()));
      case CONDEMNED -> Optional.of(new WriteResult.BeingDeleted(plural, change.id()));
      case CLEAR -> {
        if (seen == null || seen == version) {
          yield Optional.empty();
        }
        yield Optional.of(
            change.expectedVersion() == null
                ? new WriteResult.Contended("another writer changed the entity meanwhile")
                : new WriteResult.VersionMismatch(version));
      }
    };
  }

  /** One round of an update over what was read; empty if somebody wrote meanwhile. */
  private Optional<WriteResult> write(Lookup.Present present, ObjectNode fields) {
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
      references.leaveToSweeper(id, links);
      return Optional.of(refusal.get());
    }
    // Read before our own write: a claim that is written again by one who moves back is then kept.
    List<Deletion> obsolete =
        oldClaims.isEmpty() ? List.of() : claims.heldBy(id, oldClaims.values());
    return switch (claims.take(model, id, newClaims)) {
      case Claims.Outcome.Claimed(List<Deletion> taken) -> put(present, fields, obsolete, taken);
      case Claims.Outcome.Held held -> Optional.of(held.refusal(model));
    };
  }

  /**
   * The last write of an update.
   *
   * @param obsolete claims that it gives up if it succeeds
   * @param taken claims that it gives up if it does not
   */
  private Optional<WriteResult> put(
      Lookup.Present present, ObjectNode fields, List<Deletion> obsolete, List<Deletion> taken) {
    Entity updated = present.entity().changed(fields, platform.clock().instant());
    PutOutcome outcome =
        store.put(
            Keys.entity(updated.model().plural(), updated.id()),
            codec.write(updated, null, present.nulledBy(), present.stamp()),
            platform.steps().guard(Step.UPDATE_IF_MATCH, Precondition.ifMatch(present.etag())));
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
    return reader.lookup(updated.model(), updated.id()) instanceof Lookup.Present present
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
