package dev.ligature.store;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

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

  /** Whether the step is taken. */
  public boolean take(Step step) {
    boolean taken = !removed.contains(step);
    if (taken) {
      observer.accept(step);
    }
    return taken;
  }
}
