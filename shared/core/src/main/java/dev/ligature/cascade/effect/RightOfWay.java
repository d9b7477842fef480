package dev.ligature.cascade.effect;

import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Mark;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Wounds;
import dev.ligature.store.Step;

/**
 * Decides who deletes an entity that another job has condemned.
 *
 * <ul>
 *   <li>The other job still plans: it is wounded first, for a job that has committed goes before
 *       it. So all that a job has condemned is there when it commits, and stays until that job
 *       deletes it. Each is found from its root by references.
 *   <li>The other job has committed: the entity is left to it.
 * </ul>
 */
final class RightOfWay {

  private final CascadeContext context;
  private final Wounds wounds;

  RightOfWay(CascadeContext context, Wounds wounds) {
    this.context = context;
    this.wounds = wounds;
  }

  /**
   * Wounds the job that has condemned an entity, if that job still plans.
   *
   * <p>Requests: none for an entity without a mark of another job. Else one GET, or two if that job
   * has ended; and the wound, with one more GET.
   *
   * @param me a job that has committed
   * @return whether {@code me} may delete the entity under the ETag that was read; false if it is
   *     left to the other job
   */
  boolean giveWay(Job me, Lookup.Present present) {
    Mark mark = present.mark();
    if (mark == null || mark.jobId().equals(me.id())) {
      return true;
    }
    DeletionState state = context.marks().deletionOf(present);
    if (state == DeletionState.CONDEMNED && context.take(Step.PLAN_GIVES_WAY)) {
      wounds.wound(mark.jobId(), mark.attempt(), me.id());
      state = context.marks().deletionOf(present);
    }
    return state != DeletionState.GONE || !context.take(Step.LEAVE_VICTIMS_OF_OTHERS);
  }
}
