package dev.ligature.data.entity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What stands at an entity's key. */
public sealed interface Slot {

  /** Nothing. */
  record Absent() implements Slot {}

  /**
   * A fence: nothing for readers, a wall for a stalled creator.
   *
   * @param etag the fence's ETag
   */
  record Fenced(String etag) implements Slot {}

  /**
   * An entity.
   *
   * @param entity as callers see it
   * @param mark who has condemned it, if anyone; judged by {@link Marks}
   * @param nulledBy by foreign key, the task that set it to null; not to be changed
   * @param etag the object's ETag
   * @param versionId the object's S3 version, where the bucket keeps versions
   */
  record Present(
      Entity entity,
      @Nullable Mark mark,
      ObjectNode nulledBy,
      String etag,
      @Nullable String versionId)
      implements Slot {}
}
