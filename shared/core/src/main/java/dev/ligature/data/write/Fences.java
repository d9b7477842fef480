package dev.ligature.data.write;

import dev.ligature.data.entity.EntityCodec;
import dev.ligature.data.entity.Keys;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import java.time.Duration;
import java.util.UUID;

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

  /** Puts fences into this store. */
  public Fences(ObjectStore store, EntityCodec codec) {
    this.store = store;
    this.codec = codec;
  }

  /**
   * Writes the note of a fence that the caller is about to put. One PUT.
   *
   * @param reason for a person who looks into the bucket: who put it and why
   * @return the fence's body, to be put at the entity's key if nothing stands there
   */
  public byte[] announce(String plural, UUID id, String reason) {
    store.put(Keys.fenceNote(plural, id), codec.nonceBody(), Precondition.none());
    return codec.fence(reason);
  }

  /**
   * Puts a fence. Two PUTs.
   *
   * @return false if something stands there by now
   */
  public boolean put(String plural, UUID id, String reason) {
    return store
        .put(Keys.entity(plural, id), announce(plural, id, reason), Precondition.ifAbsent())
        .written();
  }
}
