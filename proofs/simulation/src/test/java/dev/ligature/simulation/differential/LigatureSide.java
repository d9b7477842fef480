package dev.ligature.simulation.differential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Counts;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Protection;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.data.EntityService;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedPlatform;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows in Ligature: the real services on a simulated bucket, one thing after the other. How a
 * delete is carried out is chance: how much its caller does, the sizes of tasks and pages, and the
 * order of the messages, of which some come twice.
 */
final class LigatureSide {

  private static final int MOST_MESSAGES = 50_000;

  private record Sent(TaskMessage message, Duration delay) {}

  /**
   * What Ligature made of a delete.
   *
   * @param found whether there was such an entity
   * @param jobId its job, if it had one
   * @param state how the job ended
   * @param byRelationship what it counted
   * @param protections what refused it
   * @param firstAnswer what its caller was told at once
   */
  record Outcome(
      boolean found,
      @Nullable UUID jobId,
      JobState state,
      Map<String, Counts> byRelationship,
      List<Protection> protections,
      DeleteResult firstAnswer) {}

  private final Schema schema;
  private final SplittableRandom random;
  private final SimulatedStore bucket;
  private final Platform platform;
  private final CascadeSettings settings;
  private final TaskQueue queue;
  private final EntityService entities;
  private final CascadeHandler cascade;
  private final CascadeWorker worker;
  private final JobService jobs;
  private final List<Sent> messages = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int ids;

  LigatureSide(Schema schema, SplittableRandom random) {
    this.schema = schema;
    this.random = random;
    this.bucket = new SimulatedStore(() -> now);
    bucket.pageSize(random.nextBoolean() ? 1_000 : 1 + random.nextInt(6));
    this.platform =
        new Platform(
            () -> now,
            () -> SimulatedPlatform.id(now.toEpochMilli(), 1, ++ids),
            random.split(),
            SimulatedPlatform.inTurn(),
            duration -> now = now.plus(duration),
            Steps.all());
    this.settings =
        CascadeSettings.defaults()
            .withInline(Duration.ofSeconds(5), random.nextInt(40))
            .withTaskSize(random.nextInt(3) == 0 ? 100 : 1 + random.nextInt(6))
            .withPageSize(random.nextInt(3) == 0 ? 1_000 : 1 + random.nextInt(6));
    this.queue = (message, delay) -> messages.add(new Sent(message, delay));
    this.entities = Engine.of(EngineConfig.of(schema, bucket).withPlatform(platform)).entities();
    this.cascade =
        Engine.of(
                EngineConfig.of(schema, bucket)
                    .withPlatform(platform)
                    .withQueue(queue)
                    .withCascades(settings))
            .cascade();
    this.worker =
        Engine.of(
                EngineConfig.of(schema, bucket)
                    .withPlatform(platform)
                    .withQueue(queue)
                    .withCascades(settings))
            .worker();
    this.jobs =
        Engine.of(
                EngineConfig.of(schema, bucket)
                    .withPlatform(platform)
                    .withQueue(queue)
                    .withCascades(settings))
            .jobs();
  }

  Schema schema() {
    return schema;
  }

  SimulatedStore bucket() {
    return bucket;
  }

  Entity create(ModelDefinition model, ObjectNode fields) {
    tick();
    return entities.create(model, fields).orThrow();
  }

  Entity setKey(ModelDefinition model, UUID id, String field, UUID parent) {
    tick();
    return entities.patch(model, id, Json.object().put(field, parent.toString()), null).orThrow();
  }

  private void tick() {
    now = now.plusMillis(1);
  }

  /** Deletes, and works until nothing is left to do. */
  Outcome delete(ModelDefinition model, UUID id) {
    tick();
    DeleteOptions options =
        random.nextInt(3) == 0 ? DeleteOptions.async() : DeleteOptions.defaults();
    DeleteResult answer = cascade.delete(model, id, options);
    drain();
    UUID jobId =
        switch (answer) {
          case DeleteResult.Accepted accepted -> accepted.jobId();
          case DeleteResult.Refused(UUID refused, _) -> refused;
          case DeleteResult.NotFound _ -> null;
          case DeleteResult.VersionMismatch _, DeleteResult.BeingDeleted _ ->
              throw new AssertionError("alone in the bucket, and yet: " + answer);
        };
    if (jobId == null) {
      boolean found = !(answer instanceof DeleteResult.NotFound);
      return new Outcome(found, null, JobState.COMPLETED, Map.of(), List.of(), answer);
    }
    Job job = jobs.get(jobId).orElseThrow().job();
    return new Outcome(
        true, jobId, job.state(), job.totals().byRelationship(), job.protections(), answer);
  }

  private void drain() {
    for (int handled = 0; !messages.isEmpty(); handled++) {
      if (handled == MOST_MESSAGES) {
        throw new AssertionError("the job does not end: " + messages.getFirst());
      }
      int chosen = random.nextInt(messages.size());
      boolean comesAgain = random.nextInt(8) == 0;
      Sent sent = comesAgain ? messages.get(chosen) : messages.remove(chosen);
      now = now.plus(sent.delay());
      int victims = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(10);
      worker.work(sent.message(), new Budget(() -> now, Instant.MAX, victims));
    }
  }

  /** Some time passes, then a whole sweep. */
  void sweep(Duration pass) {
    now = now.plus(pass);
    SweepSettings limits =
        SweepSettings.defaults()
            .withSlices(1 + random.nextInt(9), 1 + random.nextInt(90), 1 + random.nextInt(9));
    Engine.of(
            EngineConfig.of(schema, bucket)
                .withPlatform(platform)
                .withQueue(queue)
                .withCascades(settings)
                .withSweeps(limits))
        .sweeper()
        .sweep(SweepOptions.whole(Instant.MAX));
    drain();
  }
}
