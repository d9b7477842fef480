package dev.ligature.data.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.OrEmpty;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The open marker of a job stands from before the job's first object until after its last task: so
 * whoever looks for work that is not done lists the markers, and finds every job that has not
 * ended, whatever clock its id was made by, and none that has. Safe for many threads.
 *
 * <p>The sweeper notes in it how far it found the job. It is written then, so its age, by the
 * store's clock, is the time since the job was last seen to move or its tasks were re-queued.
 */
public final class OpenMarkers {

  private final ObjectStore store;
  private final Platform platform;

  public OpenMarkers(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  /**
   * A marker as read.
   *
   * @param etag its ETag
   * @param generation of the schema that the job's caller served
   * @param seen which tasks the sweeper found when it last looked, as a digest; {@code null} if it
   *     has not looked yet
   * @param resent how often it has re-queued just these tasks
   */
  public record Marker(String etag, int generation, @Nullable String seen, int resent) {}

  /** A marker as stored. The first versions wrote it empty. */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  private record Body(@OrEmpty int generation, @Nullable String seen, @OrEmpty int resent) {}

  /**
   * Marks a job as open, before anything else of it is written.
   *
   * @param generation of the schema that the caller serves
   */
  public void open(UUID jobId, int generation) {
    byte[] body = Json.stamped(new Body(generation, null, 0), platform);
    store.put(Keys.open(jobId), body, Precondition.none());
  }

  /** Takes the marker away: the job has ended and has no task left, or it can never begin. */
  public void close(UUID jobId) {
    store.delete(Keys.open(jobId), Precondition.none());
  }

  /** A page of markers, in the order of their jobs' ids. */
  public ObjectPage list(@Nullable String startAfter, int limit) {
    return store.list(Keys.open(), startAfter, limit);
  }

  /** Reads a marker; empty if its job has ended meanwhile. */
  public Optional<Marker> read(UUID jobId) {
    return store
        .get(Keys.open(jobId))
        .map(
            object -> {
              Body body = Json.read(object.key(), object.body(), Body.class);
              return new Marker(object.etag(), body.generation(), body.seen(), body.resent());
            });
  }

  /**
   * Notes how far a job was found, unless another sweep has done so since the marker was read.
   *
   * @return false if it has, or the job has ended
   */
  public boolean note(UUID jobId, Marker read, String seen, int resent) {
    byte[] body = Json.stamped(new Body(read.generation(), seen, resent), platform);
    return store.put(Keys.open(jobId), body, Precondition.ifMatch(read.etag())).written();
  }
}
