package dev.ligature.behaviour.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ligature.audit.AuditFinding;
import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.data.generation.Generations;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.Bodies;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.generate.EarlierSchema;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoreException;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.Finding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What two versions of a program may do while both work on one bucket. Notes are new in the later
 * one: they protect the parent that they refer to, and a tag of theirs.
 */
class TwoSchemasTest {

  private static final Schema LATER =
      Schema.builder()
          .model("Parent", "parents")
          .hasMany("Child", "parentId")
          .onDelete(OnDelete.CASCADE)
          .hasMany("Note", "parentId")
          .onDelete(OnDelete.PROTECT)
          .model("Tag", "tags")
          .hasMany("Note", "tagId")
          .onDelete(OnDelete.PROTECT)
          .model("Child", "children")
          .foreignKey("parentId", "Parent")
          .model("Note", "notes")
          .foreignKey("parentId", "Parent")
          .foreignKey("tagId", "Tag")
          .build();

  private static final Schema EARLIER = without(without(LATER, "notes.parentId"), "notes.tagId");

  private final SimulatedStore bucket = new SimulatedStore(SystemPlatform.create().clock());
  private final Program earlier = new Program(EARLIER, bucket);
  private final Program later = earlier.beside(LATER, bucket);

  private static Schema without(Schema schema, String key) {
    return EarlierSchema.without(
        schema,
        schema.constraints().stream().filter(k -> k.id().equals(key)).findFirst().orElseThrow());
  }

  private static StoreException refusal(Runnable call) {
    return catchThrowableOfType(StoreException.class, call::run);
  }

  private List<String> keys(String prefix) {
    return bucket.keys().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Test
  void aDeleteThatDoesNotKnowAKeyIsRefusedAndLeavesNothing() {
    UUID parent = earlier.create("parents");
    UUID note = later.create("notes", "parentId", parent);
    Map<String, String> before = Bodies.of(bucket, key -> true);

    StoreException refused = refusal(() -> earlier.delete("parents", parent));

    assertThat(refused)
        .matches(StoreException::surelyNotApplied)
        .matches(StoreException::tellsCaller);
    assertThat(refused.kind()).isEqualTo(StoreException.Kind.RETRY);
    assertThat(refused)
        .hasMessageContaining("serves generation 1")
        .hasMessageContaining("is at generation 2")
        .hasMessageContaining("LIGATURE_ADOPT_SCHEMA=2");
    assertThat(later.exists("parents", parent)).isTrue();
    assertThat(later.exists("notes", note)).isTrue();
    assertThat(Bodies.of(bucket, key -> true)).isEqualTo(before);
    assertThat(earlier.queue).isEmpty();
    assertThat(later.delete("parents", parent)).isInstanceOf(DeleteResult.Refused.class);
  }

  @Test
  void aProgramThatKnowsThatItIsOlderWritesNoMoreMarkers() {
    UUID parent = earlier.create("parents");
    later.create("parents");
    refusal(() -> earlier.delete("parents", parent));
    earlier.requests.reset();

    assertThat(refusal(() -> earlier.delete("parents", parent))).isNotNull();

    assertThat(earlier.requests.counts().values().stream().mapToLong(Long::longValue).sum())
        .as("the look at the entity")
        .isEqualTo(1);
  }

  @Test
  void aNewKeyWaitsForTheDeletesThatDoNotKnowIt() {
    UUID parent = earlier.create("parents");
    UUID other = earlier.create("parents");
    UUID job =
        ((DeleteResult.Accepted) earlier.delete("parents", other, DeleteOptions.async())).jobId();

    StoreException refused = refusal(() -> later.create("notes", "parentId", parent));
    assertThat(refused)
        .hasMessageContaining("new in generation 2")
        .hasMessageContaining("job " + job + " of generation 1");
    assertThat(keys("refs/")).isEmpty();
    assertThat(later.create("children", "parentId", parent)).as("a key as before").isNotNull();

    earlier.work();
    UUID note = later.create("notes", "parentId", parent);
    assertThat(later.exists("notes", note)).isTrue();
  }

  @Test
  void onceItIsInForceANewKeyCostsWhatAnyKeyCosts() {
    UUID parent = earlier.create("parents");
    later.create("notes", "parentId", parent);
    later.requests.reset();

    later.create("notes", "parentId", parent);

    assertThat(later.requests.counts().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(3);
  }

  @Test
  void whatADeleteWithoutAJobMayNotKnowIsStamped() {
    UUID tag = earlier.create("tags");
    UUID untouched = earlier.create("tags");
    later.create("notes", "tagId", tag);

    assertThat(refusal(() -> earlier.delete("tags", tag)))
        .hasMessageContaining("LIGATURE_ADOPT_SCHEMA=2");
    assertThat(later.exists("tags", tag)).isTrue();
    assertThat(earlier.delete("tags", untouched)).isInstanceOf(DeleteResult.Accepted.class);
    UUID born = later.create("tags");
    assertThat(refusal(() -> earlier.delete("tags", born))).isNotNull();
    assertThat(later.delete("tags", born)).isInstanceOf(DeleteResult.Accepted.class);
  }

  @Test
  void aStampIsSeenByNobodyAndOutlivesEveryWriter() {
    UUID tag = earlier.create("tags");
    later.create("notes", "tagId", tag);
    String body = new String(bucket.get(Keys.entity("tags", tag)).orElseThrow().body());
    assertThat(body).contains("\"_schema\":2").contains("\"version\":1");
  }

  @Test
  void aJobIsDoneByTheSchemaThatItWasAcceptedUnderWhoeverDoesIt() {
    UUID parent = later.create("parents");
    UUID note = later.create("notes", "parentId", parent);
    UUID free = later.create("parents");
    UUID refused =
        ((DeleteResult.Accepted) later.delete("parents", parent, DeleteOptions.async())).jobId();
    UUID done =
        ((DeleteResult.Accepted) later.delete("parents", free, DeleteOptions.async())).jobId();

    earlier.work();

    assertThat(later.jobs.find(refused).orElseThrow().state()).isEqualTo(JobState.BLOCKED);
    assertThat(later.jobs.find(done).orElseThrow().state()).isEqualTo(JobState.COMPLETED);
    assertThat(later.exists("notes", note)).isTrue();
    assertThat(later.exists("parents", parent)).isTrue();
  }

  @Test
  void aJobWhoseSchemaIsLostSaysSo() {
    UUID parent = later.create("parents");
    later.create("notes", "parentId", parent);
    later.delete("parents", parent, DeleteOptions.async());
    earlier.generations.mine();
    keys("schema/").stream()
        .filter(key -> key.endsWith(".json"))
        .forEach(key -> bucket.delete(key, Precondition.none()));

    assertThatThrownBy(earlier::work)
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining("schema/");
  }

  @Test
  void anEarlierSchemaIsKnownAgainAndAnnouncedOnlyOnPurpose() {
    UUID parent = earlier.create("parents");
    later.create("parents");
    assertThat(new Program(EARLIER, bucket).generations.mine()).isEqualTo(1);

    Program back = new Program(EARLIER, bucket, 2);
    assertThat(back.generations.mine()).isEqualTo(3);
    assertThat(back.delete("parents", parent)).isInstanceOf(DeleteResult.Accepted.class);
    assertThat(new Program(EARLIER, bucket, 2).generations.mine())
        .as("the same once more")
        .isEqualTo(3);
    assertThat(new Program(LATER, bucket).generations.isLatest()).isFalse();
    assertThat(Generations.latest(bucket)).isEqualTo(OptionalInt.of(3));
  }

  @Test
  void schemasThatDifferOnlyInOtherFieldsAreOneGeneration() {
    earlier.create("parents");
    Schema more = Schema.fromJson(EARLIER.toString().replace("\"Tag\"", "\"Label\""));
    assertThat(more).isNotEqualTo(EARLIER);

    assertThat(new Program(more, bucket).generations.mine()).isEqualTo(1);
  }

  @Test
  void anOlderSweeperLeavesOrphansAndMayEndJobs() {
    Schema orphans =
        Schema.builder()
            .model("Parent", "parents")
            .hasMany("Child", "parentId")
            .onDelete(OnDelete.DO_NOTHING)
            .model("Child", "children")
            .foreignKey("parentId", "Parent")
            .build();
    Schema cascade =
        EarlierSchema.withRule(orphans, orphans.constraints().getFirst(), OnDelete.CASCADE);
    Program old = new Program(orphans, bucket);
    UUID parent = old.create("parents");
    UUID child = old.create("children", "parentId", parent);
    old.delete("parents", parent);
    new Program(cascade, bucket).create("parents");

    assertThat(old.sweep().failures()).isEmpty();
    assertThat(old.exists("children", child)).isTrue();
    assertThat(old.sweep().of(Finding.ORPHAN_TO_REMOVE).found()).isZero();
  }

  @Test
  void aBucketThatIsEmptiedUnderAProgramIsServedOn() {
    UUID before = later.create("parents");
    later.delete("parents", before);
    bucket.keys().forEach(key -> bucket.delete(key, Precondition.none()));

    UUID parent = later.create("parents");
    assertThat(later.delete("parents", parent)).isInstanceOf(DeleteResult.Accepted.class);
    assertThat(keys("schema/")).contains("schema/current");
  }

  @Test
  void theAuditKnowsTheFolderAndNamesWhatDoesNotBelongThere() {
    later.create("parents");
    assertThat(Engine.of(EngineConfig.of(LATER, bucket)).audit().run().findings()).isEmpty();
    bucket.put("schema/note", "{}".getBytes(StandardCharsets.UTF_8), Precondition.none());
    bucket.put("schema/current", "{}".getBytes(StandardCharsets.UTF_8), Precondition.none());
    assertThat(Engine.of(EngineConfig.of(LATER, bucket)).audit().run().findings())
        .containsOnlyKeys(AuditFinding.UNDECLARED_OBJECT, AuditFinding.UNREADABLE_OBJECT);
    assertThatThrownBy(() -> new Program(LATER, bucket).create("parents"))
        .isInstanceOf(CorruptObjectException.class)
        .hasMessageContaining("schema/current");
  }
}
