package dev.ligature.cascade.effect;

import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Mark;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Wounds;
import dev.ligature.store.Step;

/**
 * Who may delete an entity that another job has condemned. A job that has committed goes before one
 * that still plans: the plan is wounded first. So from the commit of a job until it deletes them,
 * all that it has condemned are there, and each is reached from the root by references. What
 * another job has condemned <em>and</em> committed to delete is left to that job, for every reader
 * it is gone.
 */
final class RightOfWay {

  private final CascadeContext context;
  private final Wounds wounds;

  RightOfWay(CascadeContext context, Wounds wounds) {
    this.context = context;
    this.wounds = wounds;
  }

  /**
   * Whether a committed job may delete an entity under the ETag that was read. Requests: none for
   * an entity without a mark of another job; else one GET, and six more if that job is wounded.
   */
  boolean mayDelete(Job me, Lookup.Present present) {
    Mark mark = present.mark();
    if (mark == null
        || mark.jobId().equals(me.id())
        || !context.take(Step.LEAVE_VICTIMS_OF_OTHERS)) {
      return true;
    }
    DeletionState state = context.marks().deletionOf(present);
    if (state == DeletionState.CONDEMNED && context.take(Step.PLAN_GIVES_WAY)) {
      wounds.wound(mark.jobId(), mark.attempt(), me.id());
      state = context.marks().deletionOf(present);
    }
    return state != DeletionState.GONE;
  }
}
