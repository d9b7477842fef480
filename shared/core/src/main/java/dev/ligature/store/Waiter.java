package dev.ligature.store;

import java.time.Duration;

/** Waits, for backoff. Injected, so that the simulator's time passes instead. */
public interface Waiter {
  /** Returns after about this long; throws {@link StoreException} if the thread is interrupted. */
  void await(Duration duration);
}
