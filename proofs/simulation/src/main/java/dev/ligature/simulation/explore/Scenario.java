package dev.ligature.simulation.explore;

import dev.ligature.simulation.engine.Scheduler;
import java.util.List;

/** A small world: what stands in the bucket, who acts, and what must hold in the end. */
public interface Scenario {

  /**
   * Fills a fresh world and spawns its actors.
   *
   * @param scheduler the world's scheduler; not yet running
   * @return what to do when the actors have ended
   */
  Ending begin(Scheduler scheduler);

  /** The end of one schedule. */
  interface Ending {
    /**
     * Lets what crashed be taken up again (it may spawn actors and run the scheduler; that part is
     * not explored), then checks.
     *
     * @return the violations; empty if all holds
     */
    List<String> violations();
  }
}
