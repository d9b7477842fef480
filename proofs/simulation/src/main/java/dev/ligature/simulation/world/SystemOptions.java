package dev.ligature.simulation.world;

import dev.ligature.cascade.CascadeSettings;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Steps;
import dev.ligature.sweep.SweepSettings;

/**
 * What is chosen for a simulated system.
 *
 * @param pageSize most keys on a page of a listing
 * @param width steps that run side by side
 * @param steps protocol steps that are taken
 * @param cascade limits of cascades
 * @param sweep limits of sweeps
 * @param workerBudget victims that a worker handles in one invocation at most
 * @param maxReceives deliveries of a message before the queue gives it up
 * @param hostility of the platform
 */
public record SystemOptions(
    int pageSize,
    int width,
    Steps steps,
    CascadeSettings cascade,
    SweepSettings sweep,
    long workerBudget,
    int maxReceives,
    Hostility hostility) {

  /** More deliveries than there are faults in a run: nothing is given up. */
  public static final int PATIENT = 50;

  /** Small worlds explored whole: one thing after the other, nothing inline left over. */
  public static SystemOptions plain(Steps steps) {
    return new SystemOptions(
        ObjectStore.MAX_BATCH,
        1,
        steps,
        CascadeSettings.defaults(),
        SweepSettings.defaults(),
        Long.MAX_VALUE,
        PATIENT,
        Hostility.none());
  }
}
