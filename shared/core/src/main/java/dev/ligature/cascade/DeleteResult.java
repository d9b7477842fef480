package dev.ligature.cascade;

import dev.ligature.bucket.JobState;
import dev.ligature.cascade.job.Counts;
import dev.ligature.cascade.job.Protection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of a delete. */
public sealed interface DeleteResult {

  /**
   * It was accepted, and has ended or goes on by itself.
   *
   * @param jobId the job, or {@code null} if none was needed
   * @param state {@link JobState#COMPLETED} if everything is done; otherwise how the job stands
   * @param cascaded entities deleted besides the root, at every depth, so far
   * @param setNull keys set to null so far
   * @param byRelationship the same by foreign key ({@code posts.authorId})
   */
  record Accepted(
      @Nullable UUID jobId,
      JobState state,
      long cascaded,
      long setNull,
      Map<String, Counts> byRelationship)
      implements DeleteResult {}

  /** PROTECT or RESTRICT refused it; nothing has changed. */
  record Refused(UUID jobId, List<Protection> protections) implements DeleteResult {}

  /** There is no such entity. */
  record NotFound(String plural, UUID id) implements DeleteResult {}

  /** The entity is not at the version that the caller named. */
  record VersionMismatch(long current) implements DeleteResult {}

  /** Another delete that has not decided yet holds it; nothing has changed. */
  record BeingDeleted(String plural, UUID id) implements DeleteResult {}

  /**
   * What was accepted.
   *
   * @throws RejectedDeleteException for every other result
   */
  default Accepted orThrow() {
    if (this instanceof Accepted accepted) {
      return accepted;
    }
    throw new RejectedDeleteException(this);
  }

  /** One line for a person. */
  default String explanation() {
    return switch (this) {
      case Accepted accepted -> "accepted, " + accepted.state().text();
      case Refused(_, List<Protection> protections) ->
          "refused: "
              + protections.stream()
                  .map(p -> p.relationship() + " (" + p.onDelete() + ") from " + p.count())
                  .collect(Collectors.joining(", "));
      case NotFound(String plural, UUID id) -> "there is no " + id + " in " + plural;
      case VersionMismatch(long current) -> "the entity is at version " + current;
      case BeingDeleted(String plural, UUID id) ->
          id + " in " + plural + " is being deleted; try again later";
    };
  }
}
