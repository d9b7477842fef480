package dev.ligature.simulation.engine;

import dev.ligature.store.Step;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What goes wrong in a run, by seed: which kinds of faults, how often, and how many in all. The
 * number is bounded, so every run comes to a calm in the end.
 */
public final class FaultPlan {

  private static final int MOST_PER_RUN = 30;

  /** What every step must bear. */
  private static final Fault[] AIMED = {Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.STALL};

  private SplittableRandom random;
  private final Hostility hostility;
  private final long longestStall;
  private final int oneIn;
  private final Fault[] storeFaults;
  private final EnumSet<Step> targets = EnumSet.noneOf(Step.class);
  private int left;
  private boolean over;

  /**
   * @param random the seed's chance
   * @param longestStall milliseconds that one operation is held up at most, of an actor that has a
   *     time limit
   * @param hostility of the world's platform
   */
  public FaultPlan(SplittableRandom random, long longestStall, Hostility hostility) {
    this.random = random;
    this.hostility = hostility;
    this.longestStall = longestStall;
    this.left = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(MOST_PER_RUN);
    this.oneIn = 3 + random.nextInt(1 + random.nextInt(60));
    Fault[] all = {
      Fault.CRASH_BEFORE,
      Fault.CRASH_AFTER,
      Fault.STALL,
      Fault.STALL,
      Fault.STALL_AFTER,
      Fault.REFUSED,
      Fault.REQUEST_LOST,
      Fault.RESPONSE_LOST,
      Fault.RESPONSE_LOST,
      Fault.CONFLICT,
      Fault.THROTTLED,
      Fault.KEYS_FAIL,
      Fault.BLURRED
    };
    // Some seeds aim at steps of the protocols, at each once: many are seldom taken.
    if (random.nextInt(2) == 0) {
      aim(random.nextLong());
    }
    // Some seeds know one kind only: many stalls together reach what a mixture seldom does.
    if (random.nextInt(3) == 0) {
      Fault only = all[random.nextInt(all.length)];
      this.storeFaults = new Fault[] {only};
    } else {
      this.storeFaults = all;
    }
  }

  /**
   * @param chance of this seed; each step has one of its own from it, so that one more step changes
   *     no other decision of a seed
   */
  private void aim(long chance) {
    for (Step step : Step.values()) {
      if (new SplittableRandom(chance ^ step.name().hashCode()).nextInt(3) == 0) {
        targets.add(step);
      }
    }
  }

  /** A plan without faults. */
  public static FaultPlan none() {
    FaultPlan plan = new FaultPlan(new SplittableRandom(0), 1, Hostility.none());
    plan.left = 0;
    return plan;
  }

  /** From now on another chance decides. */
  void turn(SplittableRandom other) {
    random = other;
  }

  /** Whether nothing (more) goes wrong. */
  public boolean isCalm() {
    return left == 0;
  }

  /** No more faults from here on. */
  public void calm() {
    left = 0;
    over = true;
  }

  /** Whether there will be none for good: what goes on now only lets the world come to rest. */
  boolean isOver() {
    return over;
  }

  /**
   * Whether a fault may still be injected; takes one from the budget if so, one time in {@code n}.
   */
  public boolean roll(int n) {
    if (left > 0 && random.nextInt(n) == 0) {
      left--;
      return true;
    }
    return false;
  }

  /**
   * What goes wrong with this operation.
   *
   * @param steps the steps of the protocols that it belongs to
   */
  Fault next(Operation operation, Set<Step> steps) {
    if (left == 0) {
      return Fault.NONE;
    }
    boolean aimedAt = targets.removeAll(steps) && random.nextBoolean();
    if (!aimedAt && random.nextInt(oneIn) != 0) {
      return Fault.NONE;
    }
    Fault[] faults = aimedAt ? AIMED : storeFaults;
    Fault fault = faults[random.nextInt(faults.length)];
    if (!fits(fault, operation)) {
      return Fault.NONE;
    }
    left--;
    return operation.kind().writes() && hostility.has(Hostility.Kind.LATE_LANDINGS)
        ? late(fault)
        : fault;
  }

  /** What was lost on its way may still arrive. */
  private Fault late(Fault fault) {
    return switch (fault) {
      case REQUEST_LOST -> hostility.oneIn(4) ? fault : Fault.LANDS_LATE;
      case CRASH_BEFORE -> hostility.oneIn(2) ? fault : Fault.CRASH_LANDS_LATE;
      default -> fault;
    };
  }

  /** Whether a conditional write that meets others on its key is told of the conflict. */
  boolean conflicts() {
    return hostility.has(Hostility.Kind.RACES_CONFLICT) && roll(3);
  }

  /**
   * How long an operation is held up.
   *
   * @param limited whether its actor has a time limit
   */
  long stallMillis(boolean limited) {
    if (!limited && hostility.has(Hostility.Kind.LONG_SLEEPERS) && random.nextInt(3) != 0) {
      return hostility.longSleep();
    }
    return random.nextInt(3) == 0
        ? 1 + random.nextLong(longestStall)
        : 1 + random.nextLong(Math.max(1, longestStall / 50));
  }

  private static boolean fits(Fault fault, Operation operation) {
    return switch (operation.kind()) {
      case START, WAIT -> fault == Fault.CRASH_BEFORE || fault == Fault.STALL;
      case GET, LIST ->
          switch (fault) {
            case CRASH_BEFORE, CRASH_AFTER, STALL, STALL_AFTER, REFUSED -> true;
            default -> false;
          };
      case PUT ->
          switch (fault) {
            case CONFLICT -> operation.conditional();
            case THROTTLED, KEYS_FAIL, BLURRED -> false;
            default -> true;
          };
      case DELETE ->
          switch (fault) {
            case CONFLICT, BLURRED -> operation.conditional();
            case THROTTLED, KEYS_FAIL -> false;
            default -> true;
          };
      case DELETE_ALL ->
          switch (fault) {
            case CONFLICT -> false;
            case BLURRED -> operation.conditional();
            default -> true;
          };
      case SEND ->
          switch (fault) {
            case CONFLICT, THROTTLED, KEYS_FAIL, BLURRED -> false;
            default -> true;
          };
    };
  }
}
