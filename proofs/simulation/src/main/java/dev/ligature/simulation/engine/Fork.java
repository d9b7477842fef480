package dev.ligature.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Independent steps of one actor, taken by a few lanes from one list. */
final class Fork<T, R> {

  private final List<T> items;
  private final Function<? super T, ? extends R> step;
  private final List<@Nullable R> results;
  private int taken;
  private @Nullable RuntimeException failure;

  Fork(List<T> items, Function<? super T, ? extends R> step) {
    this.items = items;
    this.step = step;
    this.results = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      results.add(null);
    }
  }

  /** The code of one lane: takes items until none is left, whatever becomes of each. */
  void lane() {
    while (taken < items.size()) {
      int mine = taken++;
      try {
        results.set(mine, step.apply(items.get(mine)));
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        }
      }
    }
  }

  // Every place is set, unless a step failed, and then this throws
  List<R> results() {
    RuntimeException first = failure;
    if (first != null) {
      throw first;
    }
    List<R> done = new ArrayList<>(results.size());
    for (R result : results) {
      done.add(result);
    }
    return done;
  }
}
