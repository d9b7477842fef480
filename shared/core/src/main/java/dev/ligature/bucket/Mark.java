package dev.ligature.bucket;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a two-phase delete writes on an entity to condemn it. It counts only while its job is at
 * this very attempt: a job that had to start again leaves its earlier marks behind as mere marks.
 *
 * @param jobId the job
 * @param attempt which attempt of it, from 1
 * @param taskId the task that put it, which alone goes on from there: so a walk through a cycle
 *     ends
 */
public record Mark(UUID jobId, int attempt, String taskId) {

  /** As written in {@code condemnedBy}: {@code jobId#attempt#taskId}. */
  public String text() {
    return jobId + "#" + attempt + "#" + taskId;
  }

  /** Whether this very attempt of the job put it, by whichever of its tasks. */
  public boolean isOf(UUID job, int thisAttempt) {
    return jobId.equals(job) && attempt == thisAttempt;
  }

  /** Reads {@link #text}; {@code null} for anything else. */
  static @Nullable Mark parse(String text) {
    String[] parts = text.split("#", 3);
    UUID id = Json.uuidOrNull(parts[0]);
    if (id == null) {
      return null;
    }
    try {
      return new Mark(
          id, parts.length < 2 ? 1 : Integer.parseInt(parts[1]), parts.length < 3 ? "" : parts[2]);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
