package dev.ligature.simulation.engine;

/** What goes wrong with one operation. */
public enum Fault {
  /** Nothing. */
  NONE,
  /** The actor crashes before the operation takes effect. */
  CRASH_BEFORE,
  /** The actor crashes after the operation took effect, before it learns the outcome. */
  CRASH_AFTER,
  /** The operation is held up for long, and takes effect when the actor wakes. */
  STALL,
  /** Refused with a passing error; surely without effect. */
  REFUSED,
  /** The operation takes effect at once, and its answer is held up for long. */
  STALL_AFTER,
  /** The request was lost: no effect, but the caller cannot know. */
  REQUEST_LOST,
  /** The request takes effect some time after its caller has given it up. */
  LANDS_LATE,
  /** The actor crashes, and its request takes effect some time later. */
  CRASH_LANDS_LATE,
  /** The response was lost: it took effect, but the caller cannot know. */
  RESPONSE_LOST,
  /** S3's 409 ConditionalRequestConflict. */
  CONFLICT,
  /** Some keys of a batch are not tried. */
  THROTTLED,
  /** At some keys of a batch the store fails: they may be gone or not. */
  KEYS_FAIL,
  /** A conditional delete whose outcome an inner retry has blurred. */
  BLURRED,
  /** A message arrives twice or more. */
  DUPLICATED,
  /** A message arrives late. */
  LATE,
  /** A message never arrives. */
  LOST,
  /** A message becomes visible again while its first receiver still works. */
  REDELIVERED
}
