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

  private final SplittableRandom random;
  private final FaultPlan faults;
  private final Style style;
  private final int stickiness;
  private final int jumpOneIn;
  private final int slowest;
  private @Nullable Fiber last;

  /**
   * @param random the seed's chance
   * @param faults what may go wrong
   */
  public SeededPolicy(SplittableRandom random, FaultPlan faults) {
    this.random = random;
    this.faults = faults;
    this.style = Style.values()[random.nextInt(Style.values().length)];
    this.stickiness = 2 + random.nextInt(12);
    this.jumpOneIn = 4 + random.nextInt(200);
    this.slowest = 1 + random.nextInt(60);
  }

  @Override
  public Choice choose(List<Fiber> ready) {
    Fiber fiber = ready.size() == 1 ? ready.getFirst() : pick(ready);
    last = fiber;
    Operation operation = fiber.pending();
    if (operation == null) {
      return Choice.of(fiber);
    }
    Fault fault = faults.next(operation);
    return fault == Fault.NONE
        ? Choice.of(fiber)
        : new Choice(fiber, fault, fault == Fault.STALL ? faults.stallMillis() : 0);
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
    // Once nothing goes wrong any more, nobody is held up until it is killed.
    return random.nextInt(jumpOneIn) == 0 && !(fatal && faults.isCalm());
  }

  @Override
  public boolean schedulesStarts() {
    return true;
  }
}
