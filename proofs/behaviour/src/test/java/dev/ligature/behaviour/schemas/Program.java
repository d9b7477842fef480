package dev.ligature.behaviour.schemas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.generation.Generations;
import dev.ligature.data.write.WriteResult;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.HeldQueue;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.RequestCounter;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One version of a program: all that it does, by one schema, and what it asks of the bucket. */
final class Program {

  private static final CascadeSettings SETTINGS = CascadeSettings.defaults();

  final RequestCounter requests;
  final Deque<TaskMessage> queue;
  final Generations generations;
  final JobService jobs;
  private final Schema schema;
  private final Engine engine;
  private final HeldQueue sender;

  Program(Schema schema, SimulatedStore bucket) {
    this(schema, bucket, 0);
  }

  Program(Schema schema, SimulatedStore bucket, int takesOverFrom) {
    this(schema, bucket, takesOverFrom, new HeldQueue());
  }

  private Program(Schema schema, SimulatedStore bucket, int takesOverFrom, HeldQueue sender) {
    this.schema = schema;
    this.requests = new RequestCounter(bucket);
    this.sender = sender;
    this.queue = sender.messages();
    this.engine =
        Engine.of(
            EngineConfig.of(schema, requests)
                .withQueue(sender)
                .withCascades(SETTINGS)
                .withSweeps(SweepSettings.defaults().withOrphanGrace(Duration.ZERO))
                .adopting(takesOverFrom));
    this.generations = engine.generations();
    this.jobs = engine.jobs();
  }

  /** Another version on the same bucket, that is given the same messages. */
  Program beside(Schema other, SimulatedStore bucket) {
    return new Program(other, bucket, 0, sender);
  }

  WriteResult write(String plural, String field, @Nullable UUID parent) {
    ObjectNode fields = Json.object();
    if (parent != null) {
      fields.put(field, parent.toString());
    }
    return engine.entities().create(schema.plural(plural).orElseThrow(), fields);
  }

  UUID create(String plural) {
    return write(plural, "", null).orThrow().id();
  }

  UUID create(String plural, String field, UUID parent) {
    return write(plural, field, parent).orThrow().id();
  }

  boolean exists(String plural, UUID id) {
    return engine.entities().get(schema.plural(plural).orElseThrow(), id).isPresent();
  }

  DeleteResult delete(String plural, UUID id) {
    return delete(plural, id, DeleteOptions.defaults());
  }

  DeleteResult delete(String plural, UUID id, DeleteOptions options) {
    return engine.cascade().delete(schema.plural(plural).orElseThrow(), id, options);
  }

  void work() {
    while (!queue.isEmpty()) {
      TaskMessage message = queue.removeFirst();
      engine.worker().work(message, Budget.until(engine.platform().clock(), soon()));
    }
  }

  SweepReport sweep() {
    return engine.sweeper().sweep(SweepOptions.whole(soon()));
  }

  private Instant soon() {
    return engine.platform().clock().instant().plusSeconds(60);
  }
}
