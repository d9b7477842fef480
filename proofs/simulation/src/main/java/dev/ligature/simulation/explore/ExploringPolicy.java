package dev.ligature.simulation.explore;

import dev.ligature.simulation.engine.Fault;
import dev.ligature.simulation.engine.Fiber;
import dev.ligature.simulation.engine.Operation;
import dev.ligature.simulation.engine.Policy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the tree of schedules depth first, one run per leaf. Sleep sets leave out a schedule that
 * differs from an earlier one only in the order of operations that touch different keys.
 */
final class ExploringPolicy implements Policy {

  /** One decision of the current run, and what was tried at it in earlier runs. */
  private static final class Node {
    final List<Transition> enabled;
    final List<Transition> asleep;
    final int crashes;
    Transition chosen;

    Node(List<Transition> enabled, List<Transition> asleep, int crashes, Transition chosen) {
      this.enabled = enabled;
      this.asleep = asleep;
      this.crashes = crashes;
      this.chosen = chosen;
    }
  }

  /** This run would only repeat an earlier one. */
  static final class Redundant extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Redundant() {
      super("nothing new on this path", null, false, false);
    }
  }

  private final int maxCrashes;
  private final List<Node> path = new ArrayList<>();
  private int depth;
  private boolean calm;

  ExploringPolicy(int maxCrashes) {
    this.maxCrashes = maxCrashes;
  }

  /** Prepares the next run. */
  void restart() {
    depth = 0;
    calm = false;
  }

  /** From here on no more branches: the first that can goes. */
  void calm() {
    calm = true;
  }

  /**
   * Moves to the next schedule not yet run.
   *
   * @return whether there is one
   */
  boolean advance() {
    while (!path.isEmpty()) {
      Node node = path.getLast();
      node.asleep.add(node.chosen);
      Transition next = firstAwake(node.enabled, node.asleep);
      if (next != null) {
        node.chosen = next;
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  @Override
  public Choice choose(List<Fiber> ready) {
    if (calm) {
      return new Choice(ready.getFirst(), Fault.NONE, 0);
    }
    Transition chosen = depth < path.size() ? path.get(depth).chosen : extend(ready);
    depth++;
    for (Fiber fiber : ready) {
      boolean meant =
          chosen.crash()
              ? fiber.actor().number() == chosen.actor()
              : fiber.number() == chosen.fiber();
      if (meant) {
        return new Choice(fiber, chosen.crash() ? Fault.CRASH_BEFORE : Fault.NONE, 0);
      }
    }
    throw new IllegalStateException("the run did not repeat itself: no " + chosen);
  }

  private Transition extend(List<Fiber> ready) {
    int crashes = 0;
    List<Transition> asleep = new ArrayList<>();
    if (!path.isEmpty()) {
      Node before = path.getLast();
      crashes = before.crashes + (before.chosen.crash() ? 1 : 0);
      for (Transition sleeper : before.asleep) {
        if (!sleeper.dependsOn(before.chosen)) {
          asleep.add(sleeper);
        }
      }
    }
    List<Transition> enabled = new ArrayList<>();
    for (Fiber fiber : ready) {
      enabled.add(transition(fiber, false));
    }
    if (crashes < maxCrashes) {
      for (Fiber fiber : ready) {
        Transition crash = transition(fiber, true);
        if (enabled.stream().noneMatch(crash::same)) {
          enabled.add(crash);
        }
      }
    }
    Transition first = firstAwake(enabled, asleep);
    if (first == null) {
      throw new Redundant();
    }
    path.add(new Node(enabled, asleep, crashes, first));
    return first;
  }

  private static Transition transition(Fiber fiber, boolean crash) {
    Operation operation = fiber.pending();
    if (operation == null) {
      throw new IllegalStateException("a fiber without an operation needs no schedule");
    }
    return new Transition(fiber.number(), fiber.actor().number(), operation, crash);
  }

  private static @Nullable Transition firstAwake(
      List<Transition> enabled, List<Transition> asleep) {
    for (Transition candidate : enabled) {
      if (asleep.stream().noneMatch(candidate::same)) {
        return candidate;
      }
    }
    return null;
  }

  @Override
  public long latency(Operation operation) {
    return 0;
  }

  @Override
  public boolean jumpAhead(boolean fatal) {
    return false;
  }

  @Override
  public boolean schedulesStarts() {
    return false;
  }

  @Override
  public boolean waitsAreSteps() {
    return !calm;
  }
}
