package dev.ligature.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.data.EntityService;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Steps;
import dev.ligature.store.StoredObject;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.OrphanSweeper;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        "a create sleeps for three days before its key's record, and is tried again meanwhile",
        steps -> new SlowRetry(steps).play());
  }

  private List<String> play() {
    ObjectNode note = Json.object().put("label", "one");
    Runnable meanwhile =
        () -> {
          new EntityService(SCHEMA, bucket, platform).create(NOTE, note.deepCopy(), KEY).orThrow();
          ahead = ahead.plus(Duration.ofDays(3));
          sweep();
        };
    new EntityService(SCHEMA, new BeforeRecord(bucket, meanwhile), platform)
        .create(NOTE, note.deepCopy(), KEY);
    int made = new EntityQuery(bucket, platform, NOTE).page().items().size();
    return made == 1 ? List.of() : List.of("P3: one idempotency key made " + made + " entities");
  }

  private void sweep() {
    new OrphanSweeper(
            SCHEMA,
            bucket,
            platform,
            (job, task, delay) -> {},
            CascadeSettings.defaults(),
            SweepSettings.defaults())
        .sweep(SweepOptions.whole(platform.clock().instant().plusSeconds(600)));
  }

  /** Does something once, just before the record of a key is put. */
  private static final class BeforeRecord implements ObjectStore {
    private final ObjectStore store;
    private @Nullable Runnable before;

    BeforeRecord(ObjectStore store, Runnable before) {
      this.store = store;
      this.before = before;
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      Runnable now = before;
      if (now != null && key.startsWith(Keys.idempotencyKeys())) {
        before = null;
        now.run();
      }
      return store.put(key, body, precondition);
    }

    @Override
    public Instant time() {
      return store.time();
    }

    @Override
    public Optional<StoredObject> get(String key) {
      return store.get(key);
    }

    @Override
    public DeleteOutcome delete(String key, Precondition precondition) {
      return store.delete(key, precondition);
    }

    @Override
    public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
      return store.deleteAll(deletions);
    }

    @Override
    public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
      return store.list(prefix, startAfter, limit);
    }
  }
}
