package dev.ligature.simulation.mutation;

import dev.ligature.bucket.Keys;
import dev.ligature.data.write.Fences;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.Steps;
import java.time.Duration;
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

  private final ScriptedBucket bucket;

  private SlowFence(Steps steps) {
    this.bucket = new ScriptedBucket(SCHEMA, steps);
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a fence is put three days after its note, which a sweep has removed",
        steps -> new SlowFence(steps).play());
  }

  private List<String> play() {
    UUID id = bucket.platform().ids().next();
    Runnable meanwhile =
        () -> {
          bucket.pass(Duration.ofDays(3));
          bucket.sweep();
        };
    new Fences(
            Beside.beforePut(
                bucket.store(), key -> key.startsWith(Keys.entities(NOTE.plural())), meanwhile),
            bucket.platform())
        .put(NOTE.plural(), id, "test");
    boolean fenced = bucket.store().get(Keys.entity(NOTE.plural(), id)).isPresent();
    boolean noted = bucket.store().get(Keys.fenceNote(NOTE.plural(), id)).isPresent();
    return fenced && !noted ? List.of("P5: a fence stands that nobody will find") : List.of();
  }
}
