package dev.ligature.cascade;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.graph.ChildResolution;
import dev.ligature.cascade.graph.ChildResolution.Candidate;
import dev.ligature.cascade.graph.ChildResolution.Resolution;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.cascade.graph.OrphanNotes.Orphan;
import dev.ligature.data.generation.Generations;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import dev.ligature.store.StoredObject;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Treats children whose parent is gone by the policy of their foreign key ({@code orphans = REMOVE
 * | NULLIFY | REPORT}). Everything is looked at again first: the parent may have been brought back
 * from its versions, the child may refer elsewhere by now.
 *
 * <p>A reference is removed only when its child was looked at, fenced or bumped, and only with the
 * ETag that it had before that: the parent may be brought back at any moment, and a child that then
 * refers to it wrote its reference anew.
 *
 * <p>Safe for many threads.
 */
public final class OrphanTreatment {

  private final Generations generations;
  private final CascadeContext context;
  private final ChildResolution children;
  private final OrphanNotes notes;
  private final CascadeHandler cascade;

  /** Its parts are put together by the engine. */
  public OrphanTreatment(
      JobRules rules, Generations generations, OrphanNotes notes, CascadeHandler cascade) {
    this.generations = generations;
    this.context = rules.own().context();
    this.children = new ChildResolution(context);
    this.notes = notes;
    this.cascade = cascade;
  }

  /** What was found, and, unless it was only looked at, done. */
  public enum Outcome {
    /** No orphan (any more), and its reference, if it was stale, is gone. */
    NONE,
    /** An orphan; deleted through the cascade engine, or accepted for that. */
    REMOVE,
    /** An orphan; its key is null now. */
    NULLIFY,
    /** An orphan that the policy leaves. */
    REPORT,
    /** An orphan to be removed, but PROTECT or RESTRICT stands against it. */
    PROTECTED,
    /** A delete or another writer has it in hand: look again later. */
    BUSY,
    /** The child or its parent cannot be read; a person must look. */
    UNREADABLE
  }

  /** Whether an entity is gone for every reader. One GET, and one more if it is condemned. */
  public boolean gone(ModelDefinition model, UUID id) {
    return !(context.read(model, id) instanceof Lookup.Present present)
        || context.marks().deletionOf(present) == DeletionState.GONE;
  }

  /** Writes a note, so that these are treated when their grace period is over. */
  public void note(ForeignKeyConstraint constraint, List<Orphan> orphans) {
    notes.write(
        constraint, orphans.stream().map(o -> new Candidate(o.parent(), o.child())).toList());
  }

  /** What {@link #treat} would find. Changes nothing. Up to three GETs for each. */
  public List<Outcome> look(ForeignKeyConstraint constraint, List<Orphan> candidates) {
    Set<UUID> gone = goneParents(constraint, candidates);
    ModelDefinition model = context.childOf(constraint);
    return context
        .platform()
        .parallel()
        .map(
            candidates,
            c ->
                readable(
                    () ->
                        gone.contains(c.parent())
                                && context.read(model, c.child()) instanceof Lookup.Present child
                                && c.parent().equals(child.entity().reference(constraint))
                                && context.marks().deletionOf(child) != DeletionState.GONE
                            ? wanted(constraint)
                            : Outcome.NONE));
  }

  private static Outcome wanted(ForeignKeyConstraint constraint) {
    return switch (constraint.orphans()) {
      case REMOVE -> Outcome.REMOVE;
      case NULLIFY -> Outcome.NULLIFY;
      case REPORT -> Outcome.REPORT;
    };
  }

  /**
   * Treats these, at most about a hundred at once; the outcomes stand in the same order. By an
   * older schema than the bucket's nothing is treated: it may know neither the policy nor all that
   * refers to an orphan.
   */
  public List<Outcome> treat(ForeignKeyConstraint constraint, List<Orphan> candidates) {
    if (!generations.isLatest()) {
      return Collections.nCopies(candidates.size(), Outcome.BUSY);
    }
    Set<UUID> gone = goneParents(constraint, candidates);
    return context
        .platform()
        .parallel()
        .map(
            candidates,
            c -> readable(() -> gone.contains(c.parent()) ? treat(constraint, c) : Outcome.NONE));
  }

  private Set<UUID> goneParents(ForeignKeyConstraint constraint, List<Orphan> candidates) {
    ModelDefinition model = context.plural(constraint.parentPlural());
    List<UUID> parents = candidates.stream().map(Orphan::parent).distinct().toList();
    List<Boolean> gone =
        context.platform().parallel().map(parents, parent -> goneOrNot(model, parent));
    Set<UUID> result = new HashSet<>();
    for (int i = 0; i < parents.size(); i++) {
      if (gone.get(i)) {
        result.add(parents.get(i));
      }
    }
    return result;
  }

  /** A parent that cannot be read is there: what refers to it is no orphan. */
  private boolean goneOrNot(ModelDefinition model, UUID parent) {
    try {
      return gone(model, parent);
    } catch (CorruptObjectException e) {
      return false;
    }
  }

  private interface Treatment {
    Outcome run();
  }

  private static Outcome readable(Treatment treatment) {
    try {
      return treatment.run();
    } catch (CorruptObjectException e) {
      return Outcome.UNREADABLE;
    }
  }

  private Outcome treat(ForeignKeyConstraint constraint, Orphan orphan) {
    String key = Keys.reference(constraint, orphan.parent(), orphan.child());
    Optional<StoredObject> reference = context.store().get(key);
    if (reference.isEmpty()) {
      // It went by the rules, so the child is gone for good or was given a new ETag.
      return Outcome.NONE;
    }
    Outcome outcome = treat(constraint, new Candidate(orphan.parent(), orphan.child()));
    switch (outcome) {
      case NONE, NULLIFY ->
          context.store().delete(key, Precondition.ifMatch(reference.get().etag()));
      case REMOVE, REPORT, PROTECTED, BUSY, UNREADABLE -> {}
    }
    return outcome;
  }

  private Outcome treat(ForeignKeyConstraint constraint, Candidate candidate) {
    return switch (constraint.orphans()) {
      case REPORT -> resolved(resolve(constraint, candidate), () -> Outcome.REPORT);
      case NULLIFY -> {
        String stamp = "sweep/" + context.platform().ids().next();
        Resolution resolution = children.nullify(null, constraint, candidate, stamp);
        yield resolution instanceof Resolution.Nulled
            ? Outcome.NULLIFY
            : resolved(resolution, () -> Outcome.BUSY);
      }
      case REMOVE -> resolved(resolve(constraint, candidate), () -> remove(constraint, candidate));
    };
  }

  private static Outcome resolved(Resolution resolution, Supplier<Outcome> ifRefers) {
    return switch (resolution) {
      case Resolution.Refers _ -> ifRefers.get();
      case Resolution.TakenByAnother() -> Outcome.BUSY;
      case Resolution.Harmless(),
          Resolution.Nulled(),
          Resolution.NulledBefore(_),
          Resolution.NulledByAnother() ->
          Outcome.NONE;
    };
  }

  private Resolution resolve(ForeignKeyConstraint constraint, Candidate candidate) {
    return children.resolve(
        null, constraint, candidate, Step.FENCE_ABSENT_CHILD, Step.BUMP_MOVED_CHILD);
  }

  private Outcome remove(ForeignKeyConstraint constraint, Candidate candidate) {
    DeleteResult result =
        cascade.deleteOrphan(
            context.childOf(constraint), candidate.child(), constraint, candidate.parent());
    return switch (result) {
      case DeleteResult.Accepted _ -> Outcome.REMOVE;
      case DeleteResult.Refused _ -> Outcome.PROTECTED;
      // Somebody changed or deleted it just now: the next look tells.
      case DeleteResult.NotFound _, DeleteResult.VersionMismatch _, DeleteResult.BeingDeleted _ ->
          Outcome.BUSY;
    };
  }
}
