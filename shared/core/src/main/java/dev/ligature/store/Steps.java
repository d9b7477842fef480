package dev.ligature.store;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Which {@link Step}s are taken: all of them, always, but in a test that removes one to see what
 * breaks.
 */
public final class Steps {

  private static final Steps ALL = new Steps(EnumSet.noneOf(Step.class), _ -> {});

  private final Set<Step> removed;
  private final Consumer<Step> observer;

  private Steps(Set<Step> removed, Consumer<Step> observer) {
    this.removed = removed;
    this.observer = observer;
  }

  /** Every step is taken. */
  public static Steps all() {
    return ALL;
  }

  /** For mutation tests only (an architecture test holds this): every step but this one. */
  public static Steps without(Step step) {
    return new Steps(EnumSet.of(step), _ -> {});
  }

  /** The same steps, and {@code observer} is told of each that is taken, just before it is. */
  public Steps observed(Consumer<Step> observer) {
    return new Steps(removed, observer);
  }

  /**
   * The condition of a write or a delete whose step is that it has one.
   *
   * @param without what is asked for where a test has removed the step
   */
  public Precondition guard(Step step, Precondition condition, Precondition without) {
    return take(step) ? condition : without;
  }

  /** The same where nothing at all is asked for without the step. */
  public Precondition guard(Step step, Precondition condition) {
    return guard(step, condition, Precondition.none());
  }

  /**
   * Does two things whose order is the step. The other way round where a test has removed it.
   *
   * @return what {@code then} gives
   */
  public <T> T inOrder(Step step, Runnable first, Supplier<T> then) {
    if (take(step)) {
      first.run();
      return then.get();
    }
    T result = then.get();
    first.run();
    return result;
  }

  /** The same where neither gives anything. */
  public void inOrder(Step step, Runnable first, Runnable then) {
    boolean taken = take(step);
    (taken ? first : then).run();
    (taken ? then : first).run();
  }

  /** Whether the step is taken, which stands for itself. */
  public boolean take(Step step) {
    boolean taken = !removed.contains(step);
    if (taken) {
      observer.accept(step);
    }
    return taken;
  }
}
