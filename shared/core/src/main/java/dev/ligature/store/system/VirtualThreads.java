package dev.ligature.store.system;

import dev.ligature.store.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** One virtual thread per step, a bounded number of them at work at once. Safe for many threads. */
public final class VirtualThreads implements Parallel {

  private final int width;

  /**
   * @param width at most this many steps of one call run at once
   */
  public VirtualThreads(int width) {
    this.width = width;
  }

  @Override
  public <T, R> List<R> map(List<T> items, Function<? super T, ? extends R> step) {
    if (items.size() <= 1) {
      List<R> only = new ArrayList<>(1);
      items.forEach(item -> only.add(step.apply(item)));
      return only;
    }
    // The bound is per call, not global: steps may call map again, and a shared bound could then
    // wait for itself.
    Semaphore places = new Semaphore(width);
    List<Future<R>> futures = new ArrayList<>(items.size());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T item : items) {
        places.acquireUninterruptibly();
        futures.add(
            executor.submit(
                () -> {
                  try {
                    return step.apply(item);
                  } finally {
                    places.release();
                  }
                }));
      }
    }
    return resultsOf(futures);
  }

  private static <R> List<R> resultsOf(List<Future<R>> futures) {
    List<R> results = new ArrayList<>(futures.size());
    for (Future<R> future : futures) {
      results.add(resultOf(future));
    }
    return results;
  }

  private static <R> R resultOf(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("a step threw a checked exception", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted after all steps had ended", e);
    }
  }
}
