package dev.ligature.contract;

import dev.ligature.store.ObjectStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link ObjectStore} promises. An implementation is tested by extending this class and
 * giving it stores.
 */
public abstract class ObjectStoreContract {

  /** A store with nothing in it. Called for every test. */
  protected abstract ObjectStore newStore();

  /**
   * Whether a delete is refused when its condition does not hold, as in S3. Only an emulator that
   * knows no conditional deletes may say no: the tests of them are skipped there, and Ligature is
   * not safe on it.
   */
  protected boolean hasConditionalDeletes() {
    return true;
  }

  @Nested
  @DisplayName("Single keys")
  final class SingleKeys extends SingleKeyContract {
    SingleKeys() {
      super(ObjectStoreContract.this);
    }
  }

  @Nested
  @DisplayName("Batches of deletions")
  final class Batches extends BatchContract {
    Batches() {
      super(ObjectStoreContract.this);
    }
  }

  @Nested
  @DisplayName("Listings")
  final class Listings extends ListingContract {
    Listings() {
      super(ObjectStoreContract.this);
    }
  }

  @Nested
  @DisplayName("Races")
  final class Races extends RaceContract {
    Races() {
      super(ObjectStoreContract.this);
    }
  }
}
