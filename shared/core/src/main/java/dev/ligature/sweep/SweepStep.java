package dev.ligature.sweep;

import org.jspecify.annotations.Nullable;

/** One kind of thing that a sweep looks for. */
interface SweepStep {

  /** Its name in the cursor. */
  String name();

  /**
   * Sweeps one slice.
   *
   * @param position where the slice before left off, as it gave it; {@code null} for the beginning
   */
  Slice sweep(@Nullable String position, SweepRun run);

  /**
   * How far a slice came.
   *
   * @param position where the next is to begin; {@code null} for the beginning
   * @param complete whether this one came to the end of what there is
   */
  record Slice(@Nullable String position, boolean complete) {}
}
