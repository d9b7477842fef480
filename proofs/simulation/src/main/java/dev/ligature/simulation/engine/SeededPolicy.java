package dev.ligature.simulation.engine;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chance from a seed. Besides the order of every single operation, the seed decides the style of
 * the run, because different mistakes hide from different styles: all actors evenly mixed, long
 * runs of one actor, or fixed priorities that change a few times.
 */
public final class SeededPolicy implements Policy {

  private enum Style {
    EVEN,
    STICKY,
    PRIORITIES
  }

  private static final int PRIORITY_CHANGE_ONE_IN = 40;

  /** Else a sleeper of days would be the end of everybody who has a time limit. */
  private static final int FATAL_JUMP_ONE_IN = 6;

  private final List<Variant.Turn> turns;
  private final FaultPlan faults;
  private final Style style;
  private final int stickiness;
  private final int jumpOneIn;
  private final int slowest;
  private SplittableRandom random;
  private @Nullable Fiber last;
  private int decisions;
  private int turned;

  /**
   * @param random the seed's chance
   * @param faults what may go wrong
   */
  public SeededPolicy(SplittableRandom random, FaultPlan faults) {
    this(random, faults, List.of());
  }

  /**
   * @param turns decisions from which on another chance decides
   */
  public SeededPolicy(SplittableRandom random, FaultPlan faults, List<Variant.Turn> turns) {
    this.turns = List.copyOf(turns);
    this.random = random;
    this.faults = faults;
    this.style = Style.values()[random.nextInt(Style.values().length)];
    this.stickiness = 2 + random.nextInt(12);
    this.jumpOneIn = 4 + random.nextInt(200);
    this.slowest = 1 + random.nextInt(60);
  }

  @Override
  public Choice choose(List<Fiber> ready) {
    decisions++;
    if (turned < turns.size() && turns.get(turned).at() <= decisions) {
      SplittableRandom other = new SplittableRandom(turns.get(turned).chance());
      turned++;
      random = other.split();
      faults.turn(other.split());
    }
    Fiber fiber = ready.size() == 1 ? ready.getFirst() : pick(ready);
    last = fiber;
    Operation operation = fiber.pending();
    if (operation == null) {
      return Choice.of(fiber);
    }
    Fault fault = faults.next(operation, fiber.steps);
    return switch (fault) {
      case NONE ->
          meets(operation, fiber, ready) && faults.conflicts()
              ? new Choice(fiber, Fault.CONFLICT, 0)
              : Choice.of(fiber);
      case STALL, STALL_AFTER ->
          new Choice(fiber, fault, faults.stallMillis(fiber.actor().limited()));
      default -> new Choice(fiber, fault, 0);
    };
  }

  /** Whether a conditional write of one key meets somebody else's write of that key. */
  private static boolean meets(Operation operation, Fiber fiber, List<Fiber> ready) {
    boolean canConflict =
        operation.conditional()
            && (operation.kind() == Operation.Kind.PUT
                || operation.kind() == Operation.Kind.DELETE);
    if (!canConflict) {
      return false;
    }
    for (Fiber other : ready) {
      Operation pending = other.pending();
      if (other.actor() != fiber.actor()
          && pending != null
          && pending.kind().writes()
          && pending.dependsOn(operation)) {
        return true;
      }
    }
    return false;
  }

  private Fiber pick(List<Fiber> ready) {
    return switch (style) {
      case EVEN -> ready.get(random.nextInt(ready.size()));
      case STICKY -> {
        if (last != null && ready.contains(last) && random.nextInt(stickiness) != 0) {
          yield last;
        }
        yield ready.get(random.nextInt(ready.size()));
      }
      case PRIORITIES -> {
        Fiber best = ready.getFirst();
        for (Fiber fiber : ready) {
          if (fiber.priority == 0) {
            fiber.priority = 1 + random.nextInt(1 << 20);
          }
          if (fiber.priority > best.priority) {
            best = fiber;
          }
        }
        if (random.nextInt(PRIORITY_CHANGE_ONE_IN) == 0) {
          best.priority = 1 + random.nextInt(1 << 10);
        }
        yield best;
      }
    };
  }

  @Override
  public long latency(Operation operation) {
    return operation.kind() == Operation.Kind.WAIT ? 0 : random.nextInt(slowest);
  }

  @Override
  public boolean jumpAhead(boolean fatal) {
    // While a world comes to rest time overtakes nobody: a delete whose watch is always faster
    // would come to no end. And where nothing goes wrong nobody is held up until it is killed.
    return !faults.isOver()
        && random.nextInt(jumpOneIn) == 0
        && !(fatal && (faults.isCalm() || random.nextInt(FATAL_JUMP_ONE_IN) != 0));
  }

  @Override
  public boolean schedulesStarts() {
    return true;
  }
}
