package dev.ligature.bucket;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What whoever meets a mark must know of the job that put it: the part of a job's record that tells
 * whether it has decided. In the place of a record that must never be written stands a fence.
 *
 * @param fence why no job may come to be here; {@code null} for a job
 * @param state how the job stands; that of a fence is {@link JobState#CANCELLED}
 * @param committed whether its commit point is behind it; {@code null} for a fence
 * @param attempt which attempt at planning counts, from 1; {@code null} for a fence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobHead(
    @Nullable String fence,
    JobState state,
    @Nullable Boolean committed,
    @Nullable Integer attempt) {

  public JobHead {
    if (fence == null && (committed == null || attempt == null)) {
      throw new IllegalArgumentException("committed or attempt is missing");
    }
  }

  /** A fence. */
  public static JobHead fence(String reason) {
    return new JobHead(reason, JobState.CANCELLED, null, null);
  }

  /** Reads a job's record, or the fence in its place. */
  public static JobHead read(String key, byte[] body) {
    return Json.read(key, body, JobHead.class);
  }

  boolean decided() {
    return Boolean.TRUE.equals(committed);
  }

  boolean isAt(int thisAttempt) {
    return attempt != null && attempt == thisAttempt;
  }
}
