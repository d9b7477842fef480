package dev.ligature.store;

import java.util.List;
import java.util.function.Function;

/**
 * Runs independent steps side by side. Injected, so that the simulator decides the order in which
 * they really happen.
 */
public interface Parallel {

  /**
   * Applies {@code step} to every item, at most a bounded number at a time, and waits for all.
   *
   * @return the results in the order of the items
   * @throws RuntimeException the first failure, after every other step has ended
   */
  <T, R> List<R> map(List<T> items, Function<? super T, ? extends R> step);
}
