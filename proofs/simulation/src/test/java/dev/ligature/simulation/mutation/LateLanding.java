package dev.ligature.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.bucket.Json;
import dev.ligature.data.EntityService;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.PassThrough;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.RetryingStore;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first try of a reference's PUT is lost and lands much later, when the sweeper is just about
 * to remove that reference If-Match the ETag that the second try had given it.
 */
final class LateLanding {

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Parent", "parents")
          .field("label", FieldType.STRING)
          .model("Child", "children")
          .field("label", FieldType.STRING)
          .foreignKey("parentId", "Parent")
          .onDelete(OnDelete.CASCADE)
          .build();
  private static final ModelDefinition PARENT = SCHEMA.model("Parent").orElseThrow();
  private static final ModelDefinition CHILD = SCHEMA.model("Child").orElseThrow();

  private final ScriptedBucket bucket;
  private final Losing losing;
  private final EntityService writer;

  private LateLanding(Steps steps) {
    this.bucket = new ScriptedBucket(SCHEMA, steps);
    this.losing = new Losing(bucket.store());
    this.writer = bucket.engineOn(new RetryingStore(losing, bucket.platform())).entities();
  }

  static Hunt hunt() {
    return new Hunt.Script(
        "a reference's first try lands when the sweep removes what the second has put",
        steps -> new LateLanding(steps).play());
  }

  private List<String> play() {
    UUID p = create(PARENT, "P", null);
    UUID q = create(PARENT, "Q", null);
    losing.loseNext("refs/");
    UUID child = create(CHILD, "C", p);
    move(child, q);
    bucket.pass(Duration.ofHours(1));
    String reference = "refs/children.parentId/" + p + "/" + child;
    // Between the sweeper's decision and its removal, the child moves back, and the lost try lands.
    ObjectStore disturbed =
        Beside.beforeRemoval(
            bucket.store(),
            reference::equals,
            () -> {
              move(child, p);
              losing.land();
            });
    bucket.sweepOn(disturbed);
    AuditReport report = bucket.engine().audit().run();
    List<String> broken = new ArrayList<>();
    report
        .findings()
        .forEach(
            (finding, tally) -> {
              if (finding == AuditFinding.MISSING_REFERENCE) {
                broken.add("P1: " + tally.samples());
              }
            });
    return broken;
  }

  private UUID create(ModelDefinition model, String label, @Nullable UUID parent) {
    ObjectNode fields = Json.object().put("label", label);
    if (parent != null) {
      fields.put("parentId", parent.toString());
    }
    return writer.create(model, fields).orThrow().id();
  }

  private void move(UUID child, UUID parent) {
    writer.patch(CHILD, child, Json.object().put("parentId", parent.toString()), null).orThrow();
  }

  /** Loses a PUT, keeps it, and lets it take effect when asked. */
  private static final class Losing extends PassThrough {
    private @Nullable String prefix;
    private @Nullable String lostKey;
    private byte[] lostBody = new byte[0];

    Losing(ObjectStore store) {
      super(store);
    }

    void loseNext(String keysUnder) {
      prefix = keysUnder;
    }

    void land() {
      if (lostKey != null) {
        super.put(lostKey, lostBody, Precondition.none());
      }
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      if (prefix != null && key.startsWith(prefix)) {
        prefix = null;
        lostKey = key;
        lostBody = body;
        throw StoreException.uncertain(StoreException.Kind.RETRY, "the connection broke", null);
      }
      return super.put(key, body, precondition);
    }
  }
}
