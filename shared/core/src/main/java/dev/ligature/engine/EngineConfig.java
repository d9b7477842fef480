package dev.ligature.engine;

import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.data.generation.Generations;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.SweepSettings;

/**
 * What an engine is made from. Immutable.
 *
 * @param schema the models
 * @param store the bucket; the engine puts retries over it, and deletes that tell surely
 * @param platform time, ids, chance, parallel steps
 * @param queue where word of tasks goes
 * @param cascades limits of cascades
 * @param sweeps limits and ages of the sweeper
 * @param adopts the generation of the schema that is taken over; 0 for none. See {@link
 *     Generations#takingOverFrom}
 */
public record EngineConfig(
    Schema schema,
    ObjectStore store,
    Platform platform,
    TaskQueue queue,
    CascadeSettings cascades,
    SweepSettings sweeps,
    int adopts) {

  /** The machine's own platform, no queue, and the limits that hold where nothing else is said. */
  public static EngineConfig of(Schema schema, ObjectStore store) {
    return new EngineConfig(
        schema,
        store,
        SystemPlatform.create(),
        TaskQueue.none(),
        CascadeSettings.defaults(),
        SweepSettings.defaults(),
        0);
  }

  /** With another bucket, or the same one seen through something. */
  public EngineConfig withStore(ObjectStore other) {
    return new EngineConfig(schema, other, platform, queue, cascades, sweeps, adopts);
  }

  /** With another platform. */
  public EngineConfig withPlatform(Platform other) {
    return new EngineConfig(schema, store, other, queue, cascades, sweeps, adopts);
  }

  /** With another queue. */
  public EngineConfig withQueue(TaskQueue other) {
    return new EngineConfig(schema, store, platform, other, cascades, sweeps, adopts);
  }

  /** With other limits of cascades. */
  public EngineConfig withCascades(CascadeSettings other) {
    return new EngineConfig(schema, store, platform, queue, other, sweeps, adopts);
  }

  /** With other limits of the sweeper. */
  public EngineConfig withSweeps(SweepSettings other) {
    return new EngineConfig(schema, store, platform, queue, cascades, other, adopts);
  }

  /** Taking over from a generation of the schema. */
  public EngineConfig adopting(int generation) {
    return new EngineConfig(schema, store, platform, queue, cascades, sweeps, generation);
  }
}
