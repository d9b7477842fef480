package dev.ligature.simulation.engine;

import dev.ligature.contract.ObjectStoreContract;
import dev.ligature.store.ObjectStore;
import java.time.Instant;

class SimulatedStoreTest extends ObjectStoreContract {

  @Override
  protected ObjectStore newStore() {
    return new SimulatedStore(() -> Instant.EPOCH);
  }
}
