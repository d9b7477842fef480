package dev.ligature.simulation;

import dev.ligature.simulation.engine.Variant;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.TreeSet;
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
   * course comes across first is again followed up. How often each is tried follows from what came
   * of it lately: at first nearly every fresh world is new; later, turns lead further.
   */
  final class Searching implements Courses {

    /** How often a course that led to something new is followed up. */
    private static final int FOLLOWED_UP = 4;

    /** The best leads; others are forgotten. */
    private static final int REMEMBERED = 500;

    private static final double LEAST_SHARE = 0.15;

    /** How much the last run counts among those before. */
    private static final double WEIGHT = 0.002;

    private record Lead(Variant variant, int decisions, long newPairs, int left) {}

    private final TreeSet<Lead> leads =
        new TreeSet<>(
            Comparator.comparingLong(Lead::newPairs)
                .thenComparingLong(lead -> lead.variant.seed())
                .thenComparing(lead -> lead.variant.turnsText()));
    private final SplittableRandom random;
    private double ofFresh = 1;
    private double ofTurned = 1;
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
      double share = ofTurned / (ofFresh + ofTurned);
      double turned = Math.clamp(share, LEAST_SHARE, 1 - LEAST_SHARE);
      Lead lead = random.nextDouble() < turned ? leads.pollLast() : null;
      if (lead == null) {
        return Variant.of(next++);
      }
      if (lead.left > 1) {
        // Less is hoped for each time.
        remember(new Lead(lead.variant, lead.decisions, lead.newPairs / 2, lead.left - 1));
      }
      // A chance of few digits is easier to copy.
      return lead.variant.turned(1 + random.nextInt(lead.decisions), random.nextInt(1 << 30));
    }

    @Override
    public synchronized void done(Variant variant, int decisions, long newPairs) {
      double yield = (double) newPairs / Math.max(1, decisions);
      if (variant.turns().isEmpty()) {
        ofFresh += WEIGHT * (yield - ofFresh);
      } else {
        ofTurned += WEIGHT * (yield - ofTurned);
      }
      if (newPairs > 0 && decisions > 0) {
        remember(new Lead(variant, decisions, newPairs, FOLLOWED_UP));
      }
    }

    private void remember(Lead lead) {
      leads.add(lead);
      if (leads.size() > REMEMBERED) {
        leads.removeFirst();
      }
    }
  }
}
