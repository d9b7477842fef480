package dev.ligature.data.entity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import org.jspecify.annotations.Nullable;

/**
 * Judges marks. The commit point of a two-phase delete is one write of its job record, so whoever
 * meets a mark looks there: one GET, and only for marked entities.
 */
public final class Marks {

  /** Field of a job record: its {@link JobState}. */
  public static final String STATE = "state";

  /** Field of a job record: whether the commit point is behind it. */
  public static final String COMMITTED = "committed";

  /** Field of a job record: which attempt counts. */
  public static final String ATTEMPT = "attempt";

  private final ObjectStore store;
  private final Steps steps;

  /** Reads job records from this store. */
  public Marks(ObjectStore store, Steps steps) {
    this.store = store;
    this.steps = steps;
  }

  /** How an entity with this mark stands at this moment. */
  public Standing standing(@Nullable Mark mark) {
    if (mark == null) {
      return Standing.CLEAR;
    }
    String key = Keys.jobRecord(mark.jobId());
    return store
        .get(key)
        .map(object -> judge(mark, Json.parseStored(key, object.body())))
        .orElse(Standing.CLEAR);
  }

  private Standing judge(Mark mark, ObjectNode job) {
    boolean current =
        job.path(ATTEMPT).asInt(1) == mark.attempt() || !steps.take(Step.STALE_ATTEMPT_IS_NO_MARK);
    if (!current) {
      return Standing.CLEAR;
    }
    JobState state = JobState.parse(job.path(STATE).asText());
    return switch (state) {
      case PLANNING -> Standing.CONDEMNED;
      case RUNNING, COMPLETED -> Standing.GONE;
      case STALLED -> job.path(COMMITTED).asBoolean() ? Standing.GONE : Standing.CONDEMNED;
      case BLOCKED, CANCELLED -> Standing.CLEAR;
    };
  }
}
