package dev.ligature.simulation.mutation;

import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.job.Totals;
import dev.ligature.cascade.job.Victim;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * A sweep finds the open marker of a job, and neither its record nor a task, and sleeps for two
 * hours. Meanwhile the caller, who was only slow, writes both, and its messages are lost.
 */
final class SlowLook {

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Parent", "parents")
          .field("label", FieldType.STRING)
          .model("Child", "children")
          .field("label", FieldType.STRING)
          .foreignKey("parentId", "Parent")
          .onDelete(OnDelete.CASCADE)
          .build();

  private static final Duration BETWEEN_MARKER_AND_LOOK = Duration.ofMinutes(5);

  private final SimulatedStore bucket;
  private final Platform platform;
  private final SweepSettings settings;
  private Duration ahead = Duration.ZERO;

  private SlowLook(Steps steps, SweepSettings settings) {
    this.settings = settings;
    InstantSource clock = () -> InstantSource.system().instant().plus(ahead);
    Platform system = SystemPlatform.create();
    this.bucket = new SimulatedStore(clock);
    this.platform =
        new Platform(clock, system.ids(), system.random(), system.parallel(), _ -> {}, steps);
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a sweep sleeps after it has found no record and no task of a job that is being begun",
        steps -> play(steps, SweepSettings.defaults()));
  }

  /** What breaks if these steps are taken and the sweeper has these limits. */
  static List<String> play(Steps steps, SweepSettings settings) {
    return new SlowLook(steps, settings).play();
  }

  private List<String> play() {
    Instant begun = bucket.time();
    UUID jobId = platform.ids().next(begun);
    new OpenMarkers(bucket, platform).open(jobId, 1);
    ahead = ahead.plus(BETWEEN_MARKER_AND_LOOK);
    Runnable caller =
        () -> {
          begin(jobId, begun);
          ahead = ahead.plus(Duration.ofHours(2));
        };
    Engine.of(
            EngineConfig.of(SCHEMA, Beside.afterList(bucket, Keys.tasks(jobId)::equals, caller))
                .withPlatform(platform)
                .withSweeps(settings))
        .sweeper()
        .sweep(SweepOptions.whole(platform.clock().instant().plus(Duration.ofHours(3))));
    boolean accepted = new JobRecords(bucket, platform).read(jobId).isPresent();
    boolean marked = bucket.get(Keys.open(jobId)).isPresent();
    return accepted && !marked
        ? List.of("P5: nobody will find the tasks of job " + jobId)
        : List.of();
  }

  /** What a caller still does once the marker stands. */
  private void begin(UUID jobId, Instant begun) {
    JobRecords records = new JobRecords(bucket, platform);
    records.writeFirst(jobId, Task.root(), begun);
    records.create(
        new Job(
            jobId,
            JobState.RUNNING,
            true,
            1,
            "parents",
            new Victim(platform.ids().next(), null),
            null,
            1,
            begun,
            null,
            Totals.none(),
            List.of(),
            List.of(),
            null,
            null),
        begun);
  }
}
