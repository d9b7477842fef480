package dev.ligature.simulation.mutation;

import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.HeldQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.SweepOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;

/**
 * Where a script plays: a bucket, its queue, and a clock that the script moves on. No message is
 * delivered unless the script does so.
 */
final class ScriptedBucket {

  private final Schema schema;
  private final SimulatedStore store;
  private final Platform platform;
  private final HeldQueue queue = new HeldQueue();
  private Duration ahead = Duration.ZERO;

  ScriptedBucket(Schema schema, Steps steps) {
    InstantSource clock = () -> InstantSource.system().instant().plus(ahead);
    Platform system = SystemPlatform.create();
    this.schema = schema;
    this.store = new SimulatedStore(clock);
    this.platform =
        new Platform(clock, system.ids(), system.random(), system.parallel(), _ -> {}, steps);
  }

  SimulatedStore store() {
    return store;
  }

  Platform platform() {
    return platform;
  }

  /** The messages that are not delivered yet, oldest first. */
  Deque<TaskMessage> messages() {
    return queue.messages();
  }

  Engine engine() {
    return engineOn(store);
  }

  /** An actor of its own, whose requests go through a store that disturbs them. */
  Engine engineOn(ObjectStore disturbed) {
    return Engine.of(EngineConfig.of(schema, disturbed).withPlatform(platform).withQueue(queue));
  }

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  void work(TaskMessage message) {
    workOn(store, message);
  }

  void workOn(ObjectStore disturbed, TaskMessage message) {
    engineOn(disturbed)
        .worker()
        .work(message, Budget.until(platform.clock(), platform.clock().instant().plusSeconds(60)));
  }

  /** A whole sweep, now. */
  void sweep() {
    sweepOn(store);
  }

  void sweepOn(ObjectStore disturbed) {
    engineOn(disturbed)
        .sweeper()
        .sweep(SweepOptions.whole(platform.clock().instant().plusSeconds(600)));
  }
}
