package dev.ligature.local;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Whether an S3 deletes on a condition, as every delete of an entity does. AWS has it since 2025;
 * some that speak S3 do not.
 */
final class ConditionalDeletes {
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;

  private ConditionalDeletes() {}

  /**
   * Tries one that must be refused, on a key of its own, and leaves nothing behind.
   *
   * @return what to tell a person if it is not implemented there: all but deletes will work
   * @throws StackException if the condition is ignored: a delete could then take what was written
   *     after it had looked
   */
  static Optional<String> trouble(S3Client s3, String bucket) {
    String key = "probe/" + UUID.randomUUID();
    s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.empty());
    try {
      s3.deleteObject(request -> request.bucket(bucket).key(key).ifMatch("\"0\""));
    } catch (S3Exception refused) {
      return switch (refused.statusCode()) {
        case PRECONDITION_FAILED -> Optional.empty();
        case NOT_IMPLEMENTED ->
            Optional.of(
                "Deletes will not work: this S3 does not implement conditional deletes (it answers"
                    + " 501). Everything else does.");
        default -> throw refused;
      };
    } finally {
      remove(s3, bucket, key);
    }
    throw new StackException(
        "This S3 ignores the condition of a delete, so entities could be lost: Ligature does not"
            + " run on it.");
  }

  private static void remove(S3Client s3, String bucket, String key) {
    ListObjectVersionsResponse written =
        s3.listObjectVersions(request -> request.bucket(bucket).prefix(key));
    Stream.concat(
            written.versions().stream().map(ObjectVersion::versionId),
            written.deleteMarkers().stream().map(DeleteMarkerEntry::versionId))
        .forEach(
            version ->
                s3.deleteObject(request -> request.bucket(bucket).key(key).versionId(version)));
  }
}
