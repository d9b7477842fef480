package dev.ligature.simulation.mutation;

import dev.ligature.data.entity.Keys;
import dev.ligature.data.write.Fences;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.SweepOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * Whoever puts a fence sleeps for three days after its note. Meanwhile a sweep removes the note,
 * for no fence stands there.
 */
final class SlowFence {

  private static final Schema SCHEMA =
      Schema.builder().model("Note", "notes").field("label", FieldType.STRING).build();
  private static final ModelDefinition NOTE = SCHEMA.model("Note").orElseThrow();

  private final SimulatedStore bucket;
  private final Platform platform;
  private Duration ahead = Duration.ZERO;

  private SlowFence(Steps steps) {
    InstantSource clock = () -> InstantSource.system().instant().plus(ahead);
    Platform system = SystemPlatform.create();
    this.bucket = new SimulatedStore(clock);
    this.platform =
        new Platform(clock, system.ids(), system.random(), system.parallel(), _ -> {}, steps);
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a fence is put three days after its note, which a sweep has removed",
        steps -> new SlowFence(steps).play());
  }

  private List<String> play() {
    UUID id = platform.ids().next();
    Runnable meanwhile =
        () -> {
          ahead = ahead.plus(Duration.ofDays(3));
          sweep();
        };
    new Fences(
            Beside.beforePut(
                bucket, key -> key.startsWith(Keys.entities(NOTE.plural())), meanwhile),
            platform)
        .put(NOTE.plural(), id, "test");
    boolean fenced = bucket.get(Keys.entity(NOTE.plural(), id)).isPresent();
    boolean noted = bucket.get(Keys.fenceNote(NOTE.plural(), id)).isPresent();
    return fenced && !noted ? List.of("P5: a fence stands that nobody will find") : List.of();
  }

  private void sweep() {
    Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform))
        .sweeper()
        .sweep(SweepOptions.whole(platform.clock().instant().plusSeconds(600)));
  }
}
