package dev.ligature.simulation.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * In which ways the platform of a world is hostile: what S3, the queue and the machines of the
 * actors may do beyond faults of single operations. The seed chooses, so a part of the worlds has
 * each kind, some worlds have several, and some have none.
 */
public final class Hostility {

  /** The ways there are. */
  public enum Kind {
    /** The clocks of actors differ from the store's, by hours as a rule and by weeks at times. */
    CLOCKS_DIFFER,
    /** The clock of an actor steps, back or forth, in the middle of its life. */
    CLOCKS_STEP,
    /**
     * Clients are processes without a time limit, and sleep for hours or days: a suspended laptop,
     * a paused container. Workers and sweepers keep Lambda's 15 minutes.
     */
    LONG_SLEEPERS,
    /** Workers, sweepers and operators are processes without a time limit, too. */
    SLEEPING_WORKERS,
    /** A write whose answer was lost takes effect some time later, within 16 minutes. */
    LATE_LANDINGS,
    /** The keys of a listing are read in their order while others write. */
    LISTS_IN_ORDER,
    /** The keys of a listing are read while others write, each at a moment of its own. */
    LISTS_IN_ANY_ORDER,
    /** DELETE If-Match on an absent key answers 204 instead of 404. */
    ABSENT_IS_DELETED,
    /** DELETE If-Match on an absent key, in a DeleteObjects, answers that it was deleted. */
    ABSENT_IS_DELETED_IN_BATCH,
    /** PUT and DELETE If-Match on an absent key answer 412, as on one that has changed. */
    ABSENT_IS_CHANGED,
    /** Conditional writes that meet on a key are often answered with 409. */
    RACES_CONFLICT,
    /** The store tells its time, and when an object was written, in whole seconds. */
    WHOLE_SECONDS,
    /** ETags are no digests: the same bytes written twice have two. */
    OPAQUE_ETAGS
  }

  /**
   * The kinds that worlds may have if nobody asks for others: all but the one that is assumed not
   * to be. That a listing is read in the order of its keys is one of the few things that the
   * protocols assume of S3 ({@code docs/protocols.md}).
   */
  public static final Set<Kind> USUAL =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(Kind.LISTS_IN_ANY_ORDER)));

  private final EnumSet<Kind> kinds;
  private final SplittableRandom random;
  private boolean calm;

  private Hostility(EnumSet<Kind> kinds, SplittableRandom random) {
    this.kinds = kinds;
    this.random = random;
  }

  /** A platform that does nothing of the kind. */
  public static Hostility none() {
    return new Hostility(EnumSet.noneOf(Kind.class), new SplittableRandom(0));
  }

  /**
   * What a seed chooses. Its choice does not depend on what is allowed, so that a world stays the
   * same but for the kinds that were taken from it.
   *
   * @param random the seed's chance; for this alone
   * @param allowed the kinds that the world may have
   */
  public static Hostility next(SplittableRandom random, Collection<Kind> allowed) {
    EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
    int quarters = random.nextInt(3);
    for (Kind kind : Kind.values()) {
      if (random.nextInt(4) < quarters) {
        kinds.add(kind);
      }
    }
    if (kinds.contains(Kind.SLEEPING_WORKERS)) {
      kinds.add(Kind.LONG_SLEEPERS);
    }
    kinds.retainAll(allowed);
    return new Hostility(kinds, random.split());
  }

  /** Whether the platform does this. */
  public boolean has(Kind kind) {
    return !calm && kinds.contains(kind);
  }

  /** From now on the platform is kind. What it has done already stays. */
  public void calm() {
    calm = true;
  }

  /** The kinds of this world, for a reader. */
  public List<Kind> kinds() {
    return new ArrayList<>(kinds);
  }

  /** The clock of an actor that begins now. */
  ActorClock nextClock() {
    if (!has(Kind.CLOCKS_DIFFER) && !has(Kind.CLOCKS_STEP)) {
      return ActorClock.right();
    }
    long off = has(Kind.CLOCKS_DIFFER) && random.nextInt(3) != 0 ? offset() : 0;
    if (!has(Kind.CLOCKS_STEP) || random.nextInt(3) == 0) {
      return new ActorClock(off, Long.MAX_VALUE, 0);
    }
    // A clock that is put right steps to no offset at all.
    long stepsTo = random.nextInt(3) == 0 ? 0 : offset();
    return new ActorClock(off, logUniform(20 * MINUTE), stepsTo);
  }

  /** Whether the clock of a machine that sleeps stands still meanwhile. */
  boolean clockSleepsToo() {
    return has(Kind.CLOCKS_STEP) && random.nextInt(3) == 0;
  }

  private static final long MINUTE = 60_000L;
  private static final long HOUR = 60 * MINUTE;

  private long offset() {
    long off =
        switch (random.nextInt(9)) {
          // Beyond the time for which records of jobs are kept.
          case 0 -> (31 + random.nextLong(10)) * 24 * HOUR;
          case 1, 2, 3 -> logUniform(30 * HOUR);
          default -> 1 + random.nextLong(30 * HOUR);
        };
    return random.nextBoolean() ? off : -off;
  }

  /** When a write whose answer was lost takes effect, in milliseconds from now. */
  long landing() {
    return logUniform(16 * MINUTE);
  }

  /** How long a process without a time limit sleeps, in milliseconds. */
  long longSleep() {
    return random.nextBoolean() ? logUniform(4 * 24 * HOUR) : random.nextLong(3 * 24 * HOUR);
  }

  /** One time in {@code n}. */
  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** Chance for what the kinds leave open. */
  SplittableRandom random() {
    return random;
  }

  /** From 1 to {@code most}, every order of magnitude as often as any other. */
  private long logUniform(long most) {
    return Math.max(1, (long) Math.exp(random.nextDouble() * Math.log((double) most)));
  }
}
