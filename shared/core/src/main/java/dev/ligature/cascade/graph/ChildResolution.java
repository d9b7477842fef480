package dev.ligature.cascade.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Stamps;
import dev.ligature.cascade.job.Victim;
import dev.ligature.data.write.Fences;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Cas;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one child that a reference names, under a parent that is gone or condemned, and closes
 * the races that the reference may tell of. Afterwards no write that was under way when the parent
 * went can still make the child refer to it:
 *
 * <ul>
 *   <li>The child is absent: a create may be in flight. A fence is put in its place, so that its
 *       If-None-Match fails.
 *   <li>The child refers elsewhere: an update may be in flight. It gets a new ETag, so that the
 *       update's If-Match fails.
 *   <li>The child refers to the parent: it is what the caller of this class wants to know of.
 * </ul>
 */
public final class ChildResolution {

  private final CascadeContext context;

  public ChildResolution(CascadeContext context) {
    this.context = context;
  }

  /**
   * A reference that was listed.
   *
   * @param parent who is gone, or condemned
   * @param child who may refer to it
   */
  public record Candidate(UUID parent, UUID child) {

    /** The child as a victim: it was found to refer to the parent. */
    public Victim victim(ForeignKeyConstraint constraint) {
      return new Victim(child, new Victim.Cause(constraint.id(), parent));
    }
  }

  /** What a candidate turned out to be. */
  public sealed interface Resolution {
    /** It refers to the parent. */
    record Refers(Lookup.Present child) implements Resolution {}

    /** It does not, and no write under way can make it. */
    record Harmless() implements Resolution {}

    /**
     * It refers to the parent, but a delete of another job that has committed takes it: for every
     * reader it is gone, and it is that job's to remove, with all that hangs below it. If this job
     * did so, the other would miss it and end while what it had condemned still stands.
     */
    record TakenByAnother() implements Resolution {}

    /** Its key was set to null just now. */
    record Nulled() implements Resolution {}

    /**
     * Its key had been set to null by the same job: by an earlier delivery of the same task, or by
     * another task that found it, too. Whether they accounted for it is not known.
     *
     * @param tasks those who did
     */
    record NulledBefore(List<String> tasks) implements Resolution {}

    /**
     * Its key had been set to null by another job, which has not ended. A task of that job finds it
     * by this very reference, should it be delivered again: so the reference must stay.
     */
    record NulledByAnother() implements Resolution {}
  }

  /**
   * Looks, fences and bumps, and leaves a child that refers to the parent as it is.
   *
   * @param me the job that looks; {@code null} for the sweeper
   */
  public Resolution resolve(
      @Nullable UUID me,
      ForeignKeyConstraint constraint,
      Candidate candidate,
      Step fenceStep,
      Step bumpStep) {
    ModelDefinition model = context.childOf(constraint);
    return context
        .cas()
        .update(
            Keys.entity(model.plural(), candidate.child()),
            object ->
                switch (context.read(model, candidate.child(), object)) {
                  case Lookup.Absent _ -> fence(constraint, candidate, fenceStep);
                  case Lookup.Fenced _ -> Cas.Decision.leave(new Resolution.Harmless());
                  case Lookup.Present present -> {
                    if (!candidate.parent().equals(present.entity().reference(constraint))) {
                      // Under an older schema the key may have been one that is set to null.
                      yield bump(present, bumpStep, stamped(constraint, present));
                    }
                    yield Cas.Decision.leave(
                        context.takenByAnother(me, present)
                            ? new Resolution.TakenByAnother()
                            : new Resolution.Refers(present));
                  }
                });
  }

  private Cas.Decision<Resolution> fence(
      ForeignKeyConstraint constraint, Candidate candidate, Step step) {
    if (!context.take(step)) {
      return Cas.Decision.leave(new Resolution.Harmless());
    }
    Fences.Announced fence =
        context
            .fences()
            .announce(
                constraint.childPlural(),
                candidate.child(),
                "the " + constraint.parent() + " it referred to was deleted");
    return Cas.Decision.write(fence.body(), fence.free(), new Resolution.Harmless());
  }

  private Cas.Decision<Resolution> bump(Lookup.Present present, Step step, Resolution resolution) {
    return context.take(step)
        ? Cas.Decision.write(context.codec().bump(present), resolution)
        : Cas.Decision.leave(resolution);
  }

  private Resolution stamped(ForeignKeyConstraint constraint, Lookup.Present present) {
    boolean needed =
        context.take(Step.KEEP_REFERENCE_OF_NULLED)
            && present.nulledBy().jobs(constraint.field()).stream()
                .anyMatch(context.marks()::underWay);
    return needed ? new Resolution.NulledByAnother() : new Resolution.Harmless();
  }

  /**
   * As {@link #resolve}, and sets the key to null if the child refers to the parent. The stamp
   * tells a later delivery, and other tasks of the same job, who did.
   *
   * @param me the job that does so; {@code null} for the sweeper
   */
  public Resolution nullify(
      @Nullable UUID me, ForeignKeyConstraint constraint, Candidate candidate, String stamp) {
    ModelDefinition model = context.childOf(constraint);
    String key = Keys.entity(model.plural(), candidate.child());
    return context
        .cas()
        .update(
            key,
            object ->
                switch (context.read(model, candidate.child(), object)) {
                  case Lookup.Absent _ -> fence(constraint, candidate, Step.FENCE_ABSENT_CHILD);
                  case Lookup.Fenced _ -> Cas.Decision.leave(new Resolution.Harmless());
                  case Lookup.Present present -> {
                    if (candidate.parent().equals(present.entity().reference(constraint))) {
                      if (context.takenByAnother(me, present)) {
                        yield leftToAnother(me, present);
                      }
                      byte[] body = nulled(constraint, present, stamp);
                      Precondition unchanged = Precondition.ifMatch(present.etag());
                      yield Cas.Decision.write(
                          body,
                          context.steps().guard(Step.NULLIFY_IF_MATCH, unchanged),
                          new Resolution.Nulled());
                    }
                    List<String> earlier =
                        me == null ? List.of() : present.nulledBy().tasks(constraint.field(), me);
                    // Nulled under another parent, it may be about to refer to this one.
                    yield earlier.isEmpty()
                        ? bump(present, Step.BUMP_MOVED_CHILD, stamped(constraint, present))
                        : bump(
                            present, Step.BUMP_NULLED_CHILD, new Resolution.NulledBefore(earlier));
                  }
                });
  }

  /**
   * Leaves an entity to the other job that takes it. A delivery of this job may have read it before
   * that job committed, and be about to set its key to null; the commit changes nothing in the
   * entity. So the entity gets a new ETag first: that delivery then misses, looks again, and leaves
   * it, too. Whoever ends its task meanwhile has not ended it too early.
   */
  private Cas.Decision<Resolution> leftToAnother(@Nullable UUID me, Lookup.Present present) {
    Resolution left = new Resolution.TakenByAnother();
    return me == null
        ? Cas.Decision.leave(left) // the sweeper, which has no deliveries
        : bump(present, Step.BUMP_CHILD_OF_OTHERS, left);
  }

  private byte[] nulled(ForeignKeyConstraint constraint, Lookup.Present present, String stamp) {
    Entity before = present.entity();
    ObjectNode fields = before.fields().deepCopy();
    fields.putNull(constraint.field());
    Entity after = before.changed(fields, context.platform().clock().instant());
    Stamps nulledBy = present.nulledBy().with(constraint.field(), stamp, context.marks()::underWay);
    return context.codec().write(after, present.mark(), nulledBy, present.stamp());
  }
}
