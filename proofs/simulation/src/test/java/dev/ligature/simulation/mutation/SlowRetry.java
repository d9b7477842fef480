package dev.ligature.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.Steps;
import java.time.Duration;
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

  private final ScriptedBucket bucket;

  private SlowRetry(Steps steps) {
    this.bucket = new ScriptedBucket(SCHEMA, steps);
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
          bucket.engine().entities().create(NOTE, note.deepCopy(), KEY).orThrow();
          bucket.pass(Duration.ofDays(3));
          bucket.sweep();
        };
    bucket
        .engineOn(
            Beside.beforePut(
                bucket.store(), key -> key.startsWith(Keys.idempotencyKeys()), meanwhile))
        .entities()
        .create(NOTE, note.deepCopy(), KEY);
    int made = new EntityQuery(bucket.store(), bucket.platform(), NOTE).page().items().size();
    return made == 1 ? List.of() : List.of("P3: one idempotency key made " + made + " entities");
  }
}
