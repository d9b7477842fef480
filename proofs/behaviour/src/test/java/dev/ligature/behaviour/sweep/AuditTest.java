package dev.ligature.behaviour.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.audit.Reindex;
import dev.ligature.audit.ReindexReport;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.store.Precondition;
import dev.ligature.store.RequestCounter.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The audit finds each kind of damage, names it rightly, and nothing else. */
class AuditTest {

  private final SweptWorld world = new SweptWorld();
  private final UUID ada = world.create("Author", "name", "Ada", "mood", "glad");
  private final UUID post = world.create("Post", "authorId", ada);

  private AuditReport audit() {
    return Engine.of(EngineConfig.of(SweptWorld.SCHEMA, world.bucket).withPlatform(world.platform))
        .audit()
        .run();
  }

  private Map<AuditFinding, Long> found() {
    return audit().findings().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().found()));
  }

  private void remove(String key) {
    assertThat(world.bucket.get(key)).isPresent();
    world.bucket.delete(key, Precondition.none());
  }

  private void removeAll(String prefix) {
    world.keys(prefix).forEach(this::remove);
  }

  @Test
  void aWholeBucketShowsNothingAndCostsOneGetForEachEntity() {
    for (int i = 0; i < 50; i++) {
      world.create("Post", "authorId", ada);
    }
    List<String> changed = new ArrayList<>();
    world.bucket.watch((key, before, after) -> changed.add(key));
    AuditReport report = audit();
    assertThat(report.findings()).isEmpty();
    assertThat(report.violations()).isZero();
    assertThat(report.entities()).isEqualTo(52);
    assertThat(report.references()).isEqualTo(51);
    // The entities, the one claim, and which schemas there have been.
    assertThat(report.requests().get(Operation.GET)).isEqualTo(54);
    assertThat(report.requests().get(Operation.PUT)).isZero();
    assertThat(changed).isEmpty();
    assertThat(report.toTable()).contains("every promise holds");
  }

  @Test
  void aDanglingKeyIsAViolationOnceNoJobCanExplainIt() {
    remove("data/authors/" + ada + ".json");
    removeAll("claims/");
    removeAll("index/");
    assertThat(found()).isEqualTo(Map.of(AuditFinding.DANGLING_KEY, 1L));
    AuditReport report = audit();
    assertThat(report.violations()).isEqualTo(1);
    assertThat(report.of(AuditFinding.DANGLING_KEY).samples().getFirst())
        .startsWith("data/posts/" + post + ".json");
    assertThat(report.toTable()).contains("VIOLATION").contains("dangling key");
    assertThat(report.toJson().at("/findings/dangling_key/found").asLong()).isEqualTo(1);
  }

  @Test
  void whileAJobIsUnderWayItMayBeTheOneThatTreatsTheKey() {
    UUID grace = world.create("Author", "name", "Grace");
    world.delete("Author", grace, DeleteOptions.async());
    remove("data/authors/" + ada + ".json");
    removeAll("claims/");
    removeAll("index/");
    Map<AuditFinding, Long> found = found();
    assertThat(found)
        .containsEntry(AuditFinding.KEY_UNDER_WAY, 1L)
        .containsEntry(AuditFinding.UNFINISHED_JOB, 1L)
        .doesNotContainKey(AuditFinding.DANGLING_KEY);
  }

  @Test
  void aFenceInTheParentsPlaceIsAsGoodAsAbsence() {
    remove("data/authors/" + ada + ".json");
    removeAll("claims/");
    removeAll("index/");
    world.fence("authors", ada);
    assertThat(found()).isEqualTo(Map.of(AuditFinding.DANGLING_KEY, 1L));
  }

  @Test
  void aKeyThatDanglesWithoutItsReferenceIsFoundToo() {
    remove("data/authors/" + ada + ".json");
    removeAll("claims/");
    removeAll("index/");
    removeAll("refs/");
    assertThat(found())
        .isEqualTo(Map.of(AuditFinding.DANGLING_KEY, 1L, AuditFinding.MISSING_REFERENCE, 1L));
  }

  @Test
  void anOrphanOfDoNothingIsNoViolation() {
    world.create("Quote", "authorId", ada);
    world.delete("Author", ada);
    assertThat(found()).isEqualTo(Map.of(AuditFinding.ORPHAN, 1L));
    assertThat(audit().violations()).isZero();
  }

  @Test
  void aMissingReferenceIsAViolation() {
    removeAll("refs/");
    assertThat(found()).isEqualTo(Map.of(AuditFinding.MISSING_REFERENCE, 1L));
  }

  @Test
  void aMissingIndexEntryIsAViolation() {
    removeAll("index/");
    assertThat(found()).isEqualTo(Map.of(AuditFinding.MISSING_INDEX_ENTRY, 1L));
  }

  @Test
  void aMissingClaimIsAViolation() {
    removeAll("claims/");
    assertThat(found()).isEqualTo(Map.of(AuditFinding.MISSING_CLAIM, 1L));
  }

  @Test
  void twoHoldersOfAUniquePlaceAreAViolation() {
    UUID grace = world.create("Author", "name", "Grace");
    String body = "{\"id\":\"" + grace + "\",\"version\":1,\"name\":\"Ada\"}";
    world.write("data/authors/" + grace + ".json", body);
    assertThat(found())
        .isEqualTo(Map.of(AuditFinding.TWO_HOLDERS, 1L, AuditFinding.ABANDONED_CLAIM, 1L));
  }

  @Test
  void whatIsLeftBehindIsCountedApartAndHarmless() {
    UUID grace = world.create("Author", "name", "Grace", "mood", "glad");
    world.patch("Post", post, "authorId", grace);
    world.patch("Author", grace, "mood", "calm");
    world.write("refs/posts.authorId/" + ada + "/" + UUID.randomUUID(), "{}");
    world.write("claims/authors.name/0", "{\"id\":\"" + UUID.randomUUID() + "\"}");
    world.write("index/authors.mood/0/" + UUID.randomUUID(), "{}");
    assertThat(found())
        .isEqualTo(
            Map.of(
                AuditFinding.STALE_REFERENCE, 1L,
                AuditFinding.STALE_INDEX_ENTRY, 1L,
                AuditFinding.REFERENCE_WITHOUT_CHILD, 1L,
                AuditFinding.INDEX_ENTRY_WITHOUT_ENTITY, 1L,
                AuditFinding.ABANDONED_CLAIM, 1L));
    assertThat(audit().violations()).isZero();
  }

  @Test
  void fencesAreFoundOnceTheyAreOld() {
    world.fence("posts", UUID.randomUUID());
    assertThat(found()).isEmpty();
    world.pass(Duration.ofDays(2));
    assertThat(found()).isEqualTo(Map.of(AuditFinding.EXPIRED_FENCE, 1L));
  }

  @Test
  void aMarkOfAJobThatIsGoneIsFound() {
    String key = "data/posts/" + post + ".json";
    String body =
        "{\"id\":\"%s\",\"version\":1,\"authorId\":\"%s\",\"condemnedBy\":\"%s#1\"}"
            .formatted(post, ada, UUID.randomUUID());
    world.write(key, body);
    assertThat(found()).isEqualTo(Map.of(AuditFinding.LEFTOVER_MARK, 1L));
  }

  @Test
  void leftoverTasksAreFound() {
    UUID grace = world.create("Author", "name", "Grace");
    world.create("Post", "authorId", grace);
    UUID job = ((DeleteResult.Accepted) world.delete("Author", grace)).jobId();
    world.write("jobs/" + job + "/tasks/4.000000-x", "{}");
    assertThat(found()).isEqualTo(Map.of(AuditFinding.LEFTOVER_TASK, 1L));
  }

  @Test
  void whatIsLeftOfAJobWithoutARecordIsNoViolationAndGoesWithTime() {
    UUID job = world.platform.ids().next();
    world.write("open/" + job, "{}");
    world.write("jobs/" + job + "/tasks/3.000000-" + new UUID(0, 0), "{\"kind\":\"root\"}");
    world.write("jobs/" + job + "/tasks/1.000001-" + new UUID(0, 0), "{\"kind\":\"root\"}");
    AuditReport report = audit();
    assertThat(found()).isEqualTo(Map.of(AuditFinding.ABANDONED_JOB, 1L));
    assertThat(report.of(AuditFinding.ABANDONED_JOB).samples())
        .containsExactly("jobs/" + job + "/");
    assertThat(report.violations()).isZero();

    world.pass(Duration.ofHours(2));
    world.sweep();
    world.sweep();
    assertThat(found()).isEmpty();
  }

  @Test
  void anUnfinishedJobWithoutAMarkerIsAViolationAndARetryMarksIt() {
    UUID job = asyncDelete();
    world.bucket.delete("open/" + job, Precondition.none());
    assertThat(found())
        .isEqualTo(Map.of(AuditFinding.UNFINISHED_JOB, 1L, AuditFinding.JOB_WITHOUT_MARKER, 1L));
    assertThat(audit().violations()).isEqualTo(1);
    world.jobs.retry(job);
    assertThat(found()).isEqualTo(Map.of(AuditFinding.UNFINISHED_JOB, 1L));
    world.drain();
    assertThat(found()).isEmpty();
  }

  @Test
  void markersThatSayNothingAreFound() {
    UUID ended = asyncDelete();
    world.drain();
    world.write("open/" + ended, "{}");
    world.write("open/" + UUID.randomUUID(), "{}");
    world.write("open/this", "{}");
    assertThat(found())
        .isEqualTo(
            Map.of(
                AuditFinding.LEFTOVER_MARKER,
                1L,
                AuditFinding.ABANDONED_JOB,
                1L,
                AuditFinding.UNDECLARED_OBJECT,
                1L));
    assertThat(audit().violations()).isZero();
  }

  private UUID asyncDelete() {
    UUID grace = world.create("Author", "name", "Grace");
    world.create("Post", "authorId", grace);
    return ((DeleteResult.Accepted) world.delete("Author", grace, DeleteOptions.async())).jobId();
  }

  @Test
  void unreadableObjectsAreNamedOnceAndTheRestIsAudited() {
    world.write("data/posts/" + UUID.randomUUID() + ".json", "no json");
    removeAll("refs/");
    assertThat(found())
        .isEqualTo(Map.of(AuditFinding.UNREADABLE_OBJECT, 1L, AuditFinding.MISSING_REFERENCE, 1L));
  }

  @Test
  void whatHasNoPlaceInTheLayoutIsFoundWhereverItLies() {
    List<String> strangers =
        List.of("a.txt", "data/posts/readme.txt", "jobz", "refs/pets.ownerId/1/2", "zebra");
    strangers.forEach(key -> world.write(key, "{}"));
    assertThat(audit().of(AuditFinding.UNDECLARED_OBJECT).samples())
        .containsExactlyInAnyOrderElementsOf(strangers);
  }

  @Test
  void entitiesOfModelsThatTheSchemaDoesNotDeclareAreNoCleanAudit() {
    world.write("data/pets/1.json", "{}");
    world.write("data/postscript", "{}");

    assertThat(found()).isEqualTo(Map.of(AuditFinding.UNDECLARED_ENTITY, 2L));
    assertThat(audit().violations()).isEqualTo(2);
  }

  @Test
  void manyPagesAreReadWhole() {
    for (int i = 0; i < 30; i++) {
      world.create("Post", "authorId", ada);
    }
    world.bucket.pageSize(4);
    assertThat(audit().findings()).isEmpty();
    String lost = world.keys("refs/").get(17);
    remove(lost);
    assertThat(audit().of(AuditFinding.MISSING_REFERENCE).samples()).containsExactly(lost);
  }

  @Test
  void whatIsFixedDuringTheAuditIsNoViolation() {
    String reference = world.keys("refs/").getFirst();
    removeAll("refs/");
    BeforeCall fixed =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("get") && key.equals(reference)) {
                world.write(reference, "{}");
              }
            });
    AuditReport report =
        Engine.of(EngineConfig.of(SweptWorld.SCHEMA, fixed).withPlatform(world.platform))
            .audit()
            .run();
    assertThat(report.violations()).isZero();
  }

  @Test
  void aBucketWithoutAnyKeysIsAdoptedByAReindex() {
    removeAll("refs/");
    removeAll("index/");
    removeAll("claims/");
    Reindex reindex =
        Engine.of(EngineConfig.of(SweptWorld.SCHEMA, world.bucket).withPlatform(world.platform))
            .reindex();
    ReindexReport report = reindex.run((folder, objects) -> {});
    assertThat(report.whole()).isTrue();
    assertThat(List.of(report.references(), report.indexEntries(), report.claims()))
        .containsExactly(1L, 1L, 1L);
    assertThat(audit().findings()).isEmpty();
    ReindexReport again = reindex.run((folder, objects) -> {});
    assertThat(again.entities()).isEqualTo(2);
    assertThat(List.of(again.references(), again.indexEntries(), again.claims()))
        .containsExactly(0L, 0L, 0L);
    assertThat(world.delete("Author", ada)).isInstanceOf(DeleteResult.Accepted.class);
    assertThat(world.exists("Post", post)).isFalse();
  }

  @Test
  void aReindexLeavesAPlaceToItsHolderAndTellsOfTheOther() {
    UUID grace = world.create("Author", "name", "Grace");
    String body = "{\"id\":\"" + grace + "\",\"version\":1,\"name\":\"Ada\"}";
    world.write("data/authors/" + grace + ".json", body);
    ReindexReport report =
        Engine.of(EngineConfig.of(SweptWorld.SCHEMA, world.bucket).withPlatform(world.platform))
            .reindex()
            .run((folder, objects) -> {});
    assertThat(report.whole()).isFalse();
    assertThat(report.conflicts().getFirst()).contains(grace.toString()).contains(ada.toString());
  }
}
