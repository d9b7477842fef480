package dev.ligature.store;

/**
 * The ordered steps and conditions of the protocols that a race would break. Each can be removed by
 * a test ({@link Steps#without}), which must then find the violation: that is how we know that the
 * step is needed and that it is tested.
 */
public enum Step {
  /** Create, update: the references stand before the parents are looked at. */
  REFERENCE_BEFORE_PARENT_CHECK,
  /** Create, update: the parents are looked at, at all. */
  PARENT_CHECK,
  /** Create, update: a parent that a job has condemned counts as refusing. */
  CONDEMNED_PARENT_REFUSES,
  /** Create: the entity is put If-None-Match, so that a fence stops it. */
  CREATE_IF_ABSENT,
  /** Update: the entity is put If-Match. */
  UPDATE_IF_MATCH,
  /** Update: references of a refused update stay, under a condemned parent and under none. */
  KEEP_REFERENCE_UNDER_CONDEMNED,
  /** Every write: a try after a lost answer carries a nonce, and so an ETag, of its own. */
  NONCE_OF_EACH_TRY,
  /** Create: the entity is put within the window of its creation, which the store keeps. */
  CREATE_WITHIN_WINDOW,
  /** Fences: a fence is put within the window of its note, so that it is never the younger. */
  FENCE_WITHIN_WINDOW,
  /** Cascade: a fence is put where a listed child is absent. */
  FENCE_ABSENT_CHILD,
  /** Cascade: a listed child that refers elsewhere gets a new ETag. */
  BUMP_MOVED_CHILD,
  /** Cascade: a listed child whose key the same job has set to null before gets one, too. */
  BUMP_NULLED_CHILD,
  /** Cascade: the victim goes before its references are listed. */
  DELETE_BEFORE_LISTING,
  /** Cascade: victims are deleted only with the ETag that was read. */
  DELETE_IF_MATCH,
  /** Cascade, delete: where the store does not tell that an entity was absent, a fence decides. */
  DELETE_SURELY,
  /** Cascade: what another job has condemned and committed to delete is left to that job. */
  LEAVE_VICTIMS_OF_OTHERS,
  /** Cascade: a child whose key stays because another job takes the child gets a new ETag. */
  BUMP_CHILD_OF_OTHERS,
  /** Cascade: a job that plans gives way before another one deletes what it has condemned. */
  PLAN_GIVES_WAY,
  /** Two-phase: it then begins again only when that one has ended. */
  WAIT_FOR_COMMITTED,
  /** Cascade: SET_NULL writes only over the ETag that was read. */
  NULLIFY_IF_MATCH,
  /** Cascade: what a task is about to delete is journalled before. */
  JOURNAL_BEFORE_DELETE,
  /** Cascade: what a task did is journalled before the references that led to it go. */
  JOURNAL_BEFORE_REFERENCES_GO,
  /**
   * Cascade, sweep: the reference through which a job that is under way set a key to null stays.
   */
  KEEP_REFERENCE_OF_NULLED,
  /** Cascade: the tasks of the next level stand before this level's task record goes. */
  TASKS_BEFORE_TASK_ENDS,
  /** Cascade: a delivery that is not sure what it deleted keeps others from ending its task. */
  UNSURE_RENEWS_TASK,
  /** Cascade: follow-ups sort behind their task, so that a listing cannot miss both. */
  FOLLOW_UPS_SORT_BEHIND,
  /** Cascade: a task whose follow-ups may have ended before it looks itself what is due. */
  LOOK_AFTER_FOLLOW_UPS,
  /** Cascade: a job's open marker stands before its first task. */
  OPEN_BEFORE_TASKS,
  /**
   * Schemas: a program whose schema lacks a key of the latest one does not announce it as newer.
   */
  ANNOUNCE_NO_FEWER_KEYS,
  /** Schemas: a delete looks for a newer schema when its open marker stands, not before. */
  OPEN_BEFORE_SCHEMA_CHECK,
  /** Schemas: new keys are set only when no delete of an earlier schema is under way. */
  DRAIN_BEFORE_KEYS,
  /**
   * Schemas: a parent that earlier schemas delete without a job is stamped before it gets a key.
   */
  STAMP_PARENT,
  /** Schemas: a job is done by the schema that it was accepted under, whoever does it. */
  JOB_BY_ITS_OWN_SCHEMA,
  /** Cascade: a caller puts its job's tasks and record within the window of its delete. */
  JOB_WITHIN_WINDOW,
  /** Cascade: the open marker stays until the job has ended and its last task has gone. */
  CLOSE_AFTER_LAST_TASK,
  /** Cascade: a job whose caller died before it was written is fenced before its tasks go. */
  FENCE_JOB,
  /** Sweep: the open marker of such a job stays for as long as its caller may write tasks. */
  KEEP_OPEN_WHILE_CALLER_MAY_WRITE,
  /** Sweep: whether that caller may still write is judged before it is looked for its record. */
  MARKER_AGE_BEFORE_LOOK,
  /** Cascade: a job's first tasks stand before its record, and that before any effect. */
  TASKS_BEFORE_JOB,
  /** Cascade: a message whose task is gone still looks whether the job can end. */
  CHECK_END_ON_REDELIVERY,
  /** Two-phase: a node is condemned before the references to it are looked at. */
  MARK_BEFORE_CHECK,
  /** Two-phase: marks are set only over the ETag that was read. */
  MARK_IF_MATCH,
  /** Two-phase: the decision is one conditional write. */
  DECIDE_IF_MATCH,
  /** Two-phase: a root that this attempt has condemned goes, whatever its version by then. */
  CONDEMNED_ROOT_IS_DECIDED,
  /** Two-phase: a mark of an earlier attempt counts for nothing. */
  STALE_ATTEMPT_IS_NO_MARK,
  /** Two-phase: RESTRICT is judged only after everything is condemned. */
  RESTRICT_AFTER_ALL_MARKS,
  /** Two-phase: a fence is put where a listed child is absent, also while planning. */
  FENCE_WHILE_PLANNING,
  /** Two-phase: a listed child that refers elsewhere gets a new ETag, also while planning. */
  BUMP_WHILE_PLANNING,
  /** Claims: a fence is put at the owner that never came, before its claim is taken over. */
  CLAIM_FENCE,
  /** Claims: an owner living elsewhere gets a new ETag before its claim is taken over. */
  CLAIM_BUMP,
  /** Claims: a claim of one's own is written again, not only read. */
  CLAIM_REWRITE,
  /** Claims: a claim is released only If-Match. */
  CLAIM_RELEASE_IF_MATCH,
  /** Sweep: how old a job is tells the store's clock, not the id, which the caller's clock made. */
  EXPIRY_BY_STORED_AGE,
  /** Sweep: an entity that refers elsewhere gets a new ETag before its stale reference goes. */
  SWEEP_BUMP,
  /** Sweep: a stale reference goes only If-Match its ETag as listed. */
  SWEEP_IF_MATCH,
  /** Idempotency: a retry fences the earlier id before it goes on with a new one. */
  IDEMPOTENCY_FENCE,
  /** Idempotency: the first record of a key is put within the window of its request. */
  IDEMPOTENCY_WITHIN_WINDOW
}
