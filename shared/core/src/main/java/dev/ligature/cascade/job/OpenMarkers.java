package dev.ligature.cascade.job;

import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The open marker of a job stands from before the job's first object until after its last task: so
 * whoever looks for work that is not done lists the markers, and finds every job that has not
 * ended, whatever clock its id was made by, and none that has. Safe for many threads.
 */
public final class OpenMarkers {

  private final ObjectStore store;
  private final Platform platform;

  public OpenMarkers(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  /** Marks a job as open, before anything else of it is written. */
  public void open(UUID jobId) {
    store.put(
        Keys.open(jobId),
        Json.bytes(Json.object().put("nonce", platform.nonce())),
        Precondition.none());
  }

  /** Takes the marker away: the job has ended and has no task left, or it can never begin. */
  public void close(UUID jobId) {
    store.delete(Keys.open(jobId), Precondition.none());
  }

  /** A page of markers, in the order of their jobs' ids. */
  public ObjectPage list(@Nullable String startAfter, int limit) {
    return store.list(Keys.open(), startAfter, limit);
  }
}
