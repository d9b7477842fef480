package dev.ligature.bucket;

import org.jspecify.annotations.Nullable;

/** What stands at an entity's key. */
public sealed interface Lookup {

  /** Nothing. */
  record Absent() implements Lookup {}

  /**
   * A fence: readers find nothing, and a stalled creator's If-None-Match fails.
   *
   * @param etag the fence's ETag
   */
  record Fenced(String etag) implements Lookup {}

  /**
   * An entity.
   *
   * @param entity as callers see it
   * @param mark who has condemned it, if anyone; judged by {@link Marks}
   * @param nulledBy who set which of its keys to null
   * @param stamp the generation of the schema since which a key may refer to it, written where an
   *     earlier generation has no key to its model; 0 for none
   * @param etag the object's ETag
   * @param versionId the object's S3 version, where the bucket keeps versions
   */
  record Present(
      Entity entity,
      @Nullable Mark mark,
      Stamps nulledBy,
      int stamp,
      String etag,
      @Nullable String versionId)
      implements Lookup {}
}
