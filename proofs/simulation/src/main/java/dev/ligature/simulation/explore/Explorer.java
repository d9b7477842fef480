package dev.ligature.simulation.explore;

import dev.ligature.simulation.engine.NeverEnds;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a scenario under every schedule, and with an actor crashed at every point, always from the
 * start. Schedules that only swap operations on different keys count once.
 */
public final class Explorer {

  /**
   * What came of it.
   *
   * @param schedules how many different schedules were run to their end
   * @param complete whether these are all there are
   * @param violations of the first schedule that broke something; empty if none did
   * @param trace of that schedule, line by line
   */
  public record Result(
      long schedules, boolean complete, List<String> violations, List<String> trace) {

    /** Whether no schedule broke anything. */
    public boolean holds() {
      return violations.isEmpty();
    }
  }

  private static final int MAX_STEPS = 3000;

  private Explorer() {}

  /**
   * Explores until the first violation or the end.
   *
   * @param scenario the small world
   * @param maxCrashes at most this many actors crash in one schedule
   * @param maxSchedules gives up after this many
   */
  @SuppressWarnings("ReferenceEquality") // of the one list that stands for a redundant schedule
  public static Result explore(Scenario scenario, int maxCrashes, long maxSchedules) {
    ExploringPolicy policy = new ExploringPolicy(maxCrashes);
    long schedules = 0;
    do {
      List<String> violations = run(scenario, policy, new Trace(false));
      if (violations != REDUNDANT) {
        schedules++;
      }
      if (!violations.isEmpty()) {
        Trace trace = new Trace(true);
        run(scenario, policy, trace);
        return new Result(schedules, false, violations, trace.lines());
      }
      if (schedules >= maxSchedules) {
        return new Result(schedules, false, List.of(), List.of());
      }
    } while (policy.advance());
    return new Result(schedules, true, List.of(), List.of());
  }

  private static final List<String> REDUNDANT = List.of();

  private static List<String> run(Scenario scenario, ExploringPolicy policy, Trace trace) {
    policy.restart();
    Scheduler scheduler = new Scheduler(policy, trace, MAX_STEPS);
    Scenario.Ending ending = scenario.begin(scheduler);
    try {
      scheduler.run();
      policy.calm();
      return new ArrayList<>(ending.violations());
    } catch (ExploringPolicy.Redundant redundant) {
      return REDUNDANT;
    } catch (NeverEnds e) {
      return List.of("never ends: " + e.getMessage());
    }
  }
}
