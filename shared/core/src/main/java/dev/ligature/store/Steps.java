package dev.ligature.store;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which {@link Step}s are taken: all of them, always, but in a test that removes one to see what
 * breaks.
 */
public final class Steps {

  private static final Steps ALL = new Steps(EnumSet.noneOf(Step.class));

  private final Set<Step> removed;

  private Steps(Set<Step> removed) {
    this.removed = removed;
  }

  /** Every step is taken. */
  public static Steps all() {
    return ALL;
  }

  /** For mutation tests only (an architecture test holds this): every step but this one. */
  public static Steps without(Step step) {
    return new Steps(EnumSet.of(step));
  }

  /** Whether the step is taken. */
  public boolean take(Step step) {
    return !removed.contains(step);
  }
}
