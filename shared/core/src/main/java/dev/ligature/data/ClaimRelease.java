package dev.ligature.data;

import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.StoredObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Releases the claims of entities that are gone for good: each only if it still says so, and only
 * if nobody wrote it since it was read.
 */
public final class ClaimRelease {

  private final ObjectStore store;
  private final Platform platform;

  /** Works on this store. */
  public ClaimRelease(ObjectStore store, Platform platform) {
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

  /** Releases those that their owners still have. */
  public void release(List<Claim> claims) {
    if (claims.isEmpty()) {
      return;
    }
    List<Optional<StoredObject>> read =
        platform.parallel().map(claims, claim -> store.get(claim.key()));
    // By key: of two former owners of one place, each may be seen to have the claim, one after the
    // other; the later look is the one that counts.
    Map<String, Deletion> byKey = new LinkedHashMap<>();
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      read.get(i)
          .filter(object -> claim.owner().equals(Claims.ownerOf(object)))
          .ifPresent(
              object ->
                  byKey.put(claim.key(), Claims.releasing(platform, claim.key(), object.etag())));
    }
    List<Deletion> deletions = List.copyOf(byKey.values());
    for (int from = 0; from < deletions.size(); from += ObjectStore.MAX_BATCH) {
      store.deleteAll(
          deletions.subList(from, Math.min(deletions.size(), from + ObjectStore.MAX_BATCH)));
    }
  }
}
