package dev.ligature.simulation.world;

import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.TaskDelivery;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import java.util.function.Function;

/**
 * A version of the program.
 *
 * @param api what clients call
 * @param worker does tasks
 * @param delivery of their messages
 * @param upkeep sweeps and what an operator runs
 */
record Program(Api api, CascadeWorker worker, TaskDelivery delivery, Upkeep upkeep) {

  /** Each function is a process of its own, and remembers for itself. */
  static Program of(EngineConfig config, int maxReceives, Function<Engine, Api> api) {
    Engine worker = Engine.of(config);
    return new Program(
        api.apply(Engine.of(config)),
        worker.worker(),
        worker.delivery(maxReceives),
        new Upkeep(config));
  }
}
