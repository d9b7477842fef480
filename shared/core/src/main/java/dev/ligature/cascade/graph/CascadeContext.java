package dev.ligature.cascade.graph;

import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Marks;
import dev.ligature.cascade.job.Victim;
import dev.ligature.data.write.Fences;
import dev.ligature.data.write.TraceRemoval;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.Cas;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import dev.ligature.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What every part of the cascade works with. Immutable.
 *
 * @param schema the models
 * @param store the bucket
 * @param platform time, ids, chance, parallel steps
 * @param codec entities as bytes
 * @param fences puts fences
 * @param marks judges marks
 * @param cas compare and set
 * @param traces removes what the gone stood under
 * @param taskSize the most victims of one task
 * @param pageSize the most references read at once
 */
public record CascadeContext(
    Schema schema,
    ObjectStore store,
    Platform platform,
    EntityCodec codec,
    Fences fences,
    Marks marks,
    Cas cas,
    TraceRemoval traces,
    int taskSize,
    int pageSize) {

  /** Puts together what works on this store. */
  public static CascadeContext of(
      Schema schema, ObjectStore store, Platform platform, int taskSize, int pageSize) {
    EntityCodec codec = new EntityCodec(platform);
    return new CascadeContext(
        schema,
        store,
        platform,
        codec,
        new Fences(store, platform),
        new Marks(store, platform),
        new Cas(store),
        new TraceRemoval(store, platform),
        taskSize,
        pageSize);
  }

  /** Which steps of the protocols are taken. */
  public Steps steps() {
    return platform.steps();
  }

  public boolean take(Step step) {
    return platform.steps().take(step);
  }

  /** Compare and set, of which mutation tests can take away the comparing. */
  public Cas cas(Step step) {
    return cas.as(step, platform.steps());
  }

  public ModelDefinition plural(String plural) {
    return schema
        .plural(plural)
        .orElseThrow(() -> new IllegalStateException("the schema has no model " + plural));
  }

  public ModelDefinition childOf(ForeignKeyConstraint constraint) {
    return plural(constraint.childPlural());
  }

  public Lookup read(ModelDefinition model, UUID id, Optional<StoredObject> object) {
    return codec.read(model, id, object);
  }

  public Lookup read(ModelDefinition model, UUID id) {
    return read(model, id, store.get(Keys.entity(model.plural(), id)));
  }

  /** Whether a victim is one still: it refers to the parent through which it was found. */
  public boolean stillVictim(Victim victim, Lookup.Present present) {
    if (victim.cause() == null) {
      return true;
    }
    Victim.Cause cause = victim.cause();
    return present.entity().model().foreignKeys().stream()
        .filter(k -> k.id().equals(cause.relationship()))
        .anyMatch(k -> cause.parent().equals(present.entity().reference(k)));
  }

  /**
   * Whether a delete of another job that has committed takes this entity. One GET, and only for one
   * that another job has marked.
   *
   * @param me the job that asks; {@code null} for the sweeper
   */
  public boolean takenByAnother(@Nullable UUID me, Lookup.Present present) {
    return take(Step.LEAVE_VICTIMS_OF_OTHERS)
        && present.mark() != null
        && !present.mark().jobId().equals(me)
        && marks.deletionOf(present) == DeletionState.GONE;
  }

  /** The reference that led to a victim. */
  public Optional<String> causeKey(ModelDefinition model, Victim victim) {
    Victim.Cause cause = victim.cause();
    if (cause == null) {
      return Optional.empty();
    }
    return model.foreignKeys().stream()
        .filter(k -> k.id().equals(cause.relationship()))
        .findFirst()
        .map(k -> Keys.reference(k, cause.parent(), victim.id()));
  }

  public EntityKeys keysOf(Lookup.Present present) {
    return EntityKeys.of(
        present.entity().model(), present.entity().id(), present.entity().fields());
  }

  /** Deletes keys that nobody can need any more; there is no outcome but that they are gone. */
  public void remove(List<String> keys) {
    traces.remove(keys);
  }
}
