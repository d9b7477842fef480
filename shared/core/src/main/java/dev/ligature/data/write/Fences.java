package dev.ligature.data.write;

import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Keys;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts fences where a stalled writer's object would land. A fence is of use only as long as the
 * slowest writer may be under way, so each is announced by a note beside the entities, written
 * before it: the sweeper finds old fences by their notes, without reading the whole bucket. Safe
 * for many threads.
 */
public final class Fences {

  /** How long a fence stands: longer than any writer can stall. */
  public static final Duration LIFETIME = Duration.ofHours(24);

  private final ObjectStore store;
  private final EntityCodec codec;
  private final Steps steps;

  /** Puts fences into this store. */
  public Fences(ObjectStore store, Platform platform) {
    this.store = store;
    this.codec = new EntityCodec(platform);
    this.steps = platform.steps();
  }

  /**
   * A fence that is announced and about to be put. A fence that was put long after its note could
   * outlive it, and nobody would find it: so it is put within the window of its note.
   *
   * @param body to be put at the entity's key
   * @param noted when the note was about to be written, by the store's time; {@code null} for tests
   *     that do without the window
   */
  public record Announced(byte[] body, @Nullable Instant noted) {

    /** The condition to put it under where nothing stands. */
    public Precondition free() {
      return noted == null ? Precondition.ifAbsent() : Precondition.ifAbsentWithin(noted);
    }

    /** The condition to put it under over what was read. */
    Precondition over(String etag) {
      return noted == null ? Precondition.ifMatch(etag) : Precondition.ifMatchWithin(etag, noted);
    }
  }

  /**
   * Writes the note of a fence that the caller is about to put. One PUT.
   *
   * @param reason for a person who looks into the bucket: who put it and why
   */
  public Announced announce(String plural, UUID id, String reason) {
    Instant begun = store.time();
    store.put(Keys.fenceNote(plural, id), codec.nonceBody(), Precondition.none());
    return new Announced(codec.fence(reason), steps.take(Step.FENCE_WITHIN_WINDOW) ? begun : null);
  }

  /**
   * Puts a fence. Two PUTs.
   *
   * @return false if something stands there by now, or the fence came too late: look again
   */
  public boolean put(String plural, UUID id, String reason) {
    Announced fence = announce(plural, id, reason);
    return store.put(Keys.entity(plural, id), fence.body(), fence.free()).written();
  }
}
