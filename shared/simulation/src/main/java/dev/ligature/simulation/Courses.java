package dev.ligature.simulation;

import dev.ligature.simulation.engine.Variant;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Which worlds are run, and on what course. Safe for many threads. */
interface Courses {

  /** The next one; {@code null} if there is none. */
  @Nullable Variant next();

  /**
   * A course was run.
   *
   * @param decisions how many decisions it took
   * @param newPairs how much it came across that no course before it had
   */
  void done(Variant variant, int decisions, long newPairs);

  /** Seeds one after the other. */
  final class InOrder implements Courses {
    private final long end;
    private long next;

    InOrder(long from, long count) {
      this.next = from;
      this.end = from + count;
    }

    @Override
    public synchronized @Nullable Variant next() {
      return next == end ? null : Variant.of(next++);
    }

    @Override
    public void done(Variant variant, int decisions, long newPairs) {}
  }

  /**
   * Fresh seeds, and between them courses that led to something new, with a turn. What such a
   * course comes across first is again followed up.
   */
  final class Searching implements Courses {

    /** How often a course that led to something new is followed up. */
    private static final int FOLLOWED_UP = 4;

    /** The newest lead on; older ones are forgotten. */
    private static final int REMEMBERED = 1_000;

    private record Lead(Variant variant, int decisions, int left) {}

    private final ArrayDeque<Lead> leads = new ArrayDeque<>();
    private final SplittableRandom random;
    private long next;
    private long left;

    Searching(long from, long count) {
      this.next = from;
      this.left = count;
      this.random = new SplittableRandom(from);
    }

    @Override
    public synchronized @Nullable Variant next() {
      if (left == 0) {
        return null;
      }
      left--;
      Lead lead = random.nextBoolean() ? leads.pollLast() : null;
      if (lead == null) {
        return Variant.of(next++);
      }
      if (lead.left > 1) {
        leads.addFirst(new Lead(lead.variant, lead.decisions, lead.left - 1));
      }
      // A chance of few digits is easier to copy.
      return lead.variant.turned(1 + random.nextInt(lead.decisions), random.nextInt(1 << 30));
    }

    @Override
    public synchronized void done(Variant variant, int decisions, long newPairs) {
      if (newPairs > 0 && decisions > 0) {
        leads.addFirst(new Lead(variant, decisions, FOLLOWED_UP));
        if (leads.size() > REMEMBERED) {
          leads.removeLast();
        }
      }
    }
  }
}
