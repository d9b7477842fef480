package dev.ligature.data.write;

import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Removes what entities that are gone for good stood under besides: references, index entries,
 * claims. Requests: one GET for each claim, and one DeleteObjects for each thousand keys.
 *
 * <p>References and index entries go without a condition, because the ids in them are never used
 * again. A claim's key belongs to the place, and somebody else may stand there by now: it goes only
 * if it still names the entity, and only if nobody wrote it since it was read.
 *
 * <p>Safe for many threads.
 */
public final class TraceRemoval {

  private final ObjectStore store;
  private final Platform platform;

  /** Works on this store. */
  public TraceRemoval(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  /**
   * A claim that an entity had.
   *
   * @param owner the entity, gone for good
   * @param key the claim's key
   */
  public record Claim(UUID owner, String key) {}

  /** Deletes keys that nobody can need any more. */
  public void remove(Collection<String> keys) {
    remove(keys, List.of());
  }

  /** As {@link #remove(Collection)}, and releases those of the claims that their owners have. */
  public void remove(Collection<String> keys, List<Claim> claims) {
    List<Deletion> deletions = new ArrayList<>(releases(claims));
    keys.forEach(key -> deletions.add(Deletion.of(key)));
    store.deleteInBatches(deletions);
  }

  private Collection<Deletion> releases(List<Claim> claims) {
    List<Optional<StoredObject>> read =
        platform.parallel().map(claims, claim -> store.get(claim.key()));
    // By key: of two former owners of one place, each may be seen to have the claim, one after the
    // other; the later look is the one that counts.
    Map<String, Deletion> byKey = new LinkedHashMap<>();
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      read.get(i)
          .filter(object -> Claims.isOf(claim.owner(), object))
          .ifPresent(
              object ->
                  byKey.put(claim.key(), Claims.releasing(platform, claim.key(), object.etag())));
    }
    return byKey.values();
  }
}
