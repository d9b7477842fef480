package dev.ligature.api;

/** The environment variables by which the stack tells every function what it works with. */
public enum FunctionVariable {
  /** The name of the bucket. */
  BUCKET,
  /** Where tasks are sent. */
  QUEUE_URL,
  /** How long a DELETE works on its cascade before it answers 202, in milliseconds. */
  INLINE_MILLIS,
  /** How many entities it deletes before it answers 202. */
  INLINE_VICTIMS,
  /** Most victims of one task. */
  TASK_SIZE,
  /** Age at which an orphan may be removed, in seconds. */
  ORPHAN_GRACE_SECONDS,
  /** Deliveries of a task's message before the queue gives it up. */
  MAX_RECEIVES,
  /** The generation that an earlier schema takes the bucket over from; 0 for none. */
  ADOPT_SCHEMA,
  /** Title of the OpenAPI document. */
  API_TITLE,
  /** Version that the OpenAPI document tells. */
  API_VERSION,
  /** Licence that it tells, by its SPDX identifier; empty for none. */
  API_LICENSE;

  /** Its name in the environment: {@code LIGATURE_BUCKET}. */
  public String key() {
    return "LIGATURE_" + name();
  }
}
