package dev.ligature.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.data.read.EntityQuery;
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

/**
 * A create under an Idempotency-Key sleeps for three days after it has seen that the key is free.
 * Meanwhile its caller tries again, and the key's record expires.
 */
final class SlowRetry {

  private static final Schema SCHEMA =
      Schema.builder().model("Note", "notes").field("label", FieldType.STRING).build();
  private static final ModelDefinition NOTE = SCHEMA.model("Note").orElseThrow();
  private static final String KEY = "once";

  private final SimulatedStore bucket;
  private final Platform platform;
  private Duration ahead = Duration.ZERO;

  private SlowRetry(Steps steps) {
    InstantSource clock = () -> InstantSource.system().instant().plus(ahead);
    Platform system = SystemPlatform.create();
    this.bucket = new SimulatedStore(clock);
    this.platform =
        new Platform(clock, system.ids(), system.random(), system.parallel(), _ -> {}, steps);
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a create sleeps for three days before its key's record, and is retried meanwhile",
        steps -> new SlowRetry(steps).play());
  }

  private List<String> play() {
    ObjectNode note = Json.object().put("label", "one");
    Runnable meanwhile =
        () -> {
          Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform))
              .entities()
              .create(NOTE, note.deepCopy(), KEY)
              .orThrow();
          ahead = ahead.plus(Duration.ofDays(3));
          sweep();
        };
    Engine.of(
            EngineConfig.of(
                    SCHEMA,
                    Beside.beforePut(
                        bucket, key -> key.startsWith(Keys.idempotencyKeys()), meanwhile))
                .withPlatform(platform))
        .entities()
        .create(NOTE, note.deepCopy(), KEY);
    int made = new EntityQuery(bucket, platform, NOTE).page().items().size();
    return made == 1 ? List.of() : List.of("P3: one idempotency key made " + made + " entities");
  }

  private void sweep() {
    Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform))
        .sweeper()
        .sweep(SweepOptions.whole(platform.clock().instant().plusSeconds(600)));
  }
}
