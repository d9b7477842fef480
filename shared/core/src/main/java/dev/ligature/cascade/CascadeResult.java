package dev.ligature.cascade;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ligature.bucket.JobState;
import dev.ligature.cascade.job.Protection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a delete did: the counts {@code {cascaded, setNull, protected}} of the API.
 *
 * @param jobId its job, or {@code null} if none was needed
 * @param state {@link JobState#COMPLETED}: done; {@link JobState#BLOCKED}: refused, nothing has
 *     changed; any other: accepted, and it goes on by itself, the counts are those so far
 * @param cascaded entities deleted besides the root, at every depth
 * @param setNull keys set to null
 * @param protectedBy what refused it; empty if it was accepted
 */
public record CascadeResult(
    @Nullable UUID jobId,
    JobState state,
    long cascaded,
    long setNull,
    @JsonProperty("protected") List<Protection> protectedBy) {
  public CascadeResult {
    protectedBy = List.copyOf(protectedBy);
  }

  /** Whether PROTECT or RESTRICT refused it. */
  public boolean refused() {
    return !protectedBy.isEmpty();
  }
}
