package dev.ligature.behaviour.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ligature.bucket.Entity;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.data.write.WriteResult;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** References, index entries and claims that nobody needs, and the writers that may need them. */
class StaleHintsTest {

  private static final Duration OLD = Duration.ofMinutes(40);
  private static final Duration VERY_OLD = Duration.ofHours(25);

  private final SweptWorld world = new SweptWorld();

  private static String reference(UUID author, UUID post) {
    return "refs/posts.authorId/" + author + "/" + post;
  }

  private static UUID authorOf(SweptWorld in, UUID post) {
    Entity entity = in.entities.get(SweptWorld.model("Post"), post).orElseThrow();
    return UUID.fromString(entity.fields().path("authorId").asText());
  }

  @Test
  void aReferenceThatItsChildLeftBehindGoesAndTheOthersStay() {
    UUID ada = world.create("Author", "name", "Ada");
    UUID grace = world.create("Author", "name", "Grace");
    UUID post = world.create("Post", "authorId", ada);
    UUID other = world.create("Post", "authorId", ada);
    world.patch("Post", post, "authorId", grace);
    world.pass(OLD);
    SweepReport report = world.sweep();
    assertThat(report.of(Finding.STALE_REFERENCE).fixed()).isEqualTo(1);
    assertThat(world.keys("refs/"))
        .containsExactlyInAnyOrder(reference(ada, other), reference(grace, post));
    assertThat(world.sweep().findings()).isEmpty();
  }

  @Test
  void aYoungReferenceIsLeftToItsWriter() {
    UUID ada = world.create("Author", "name", "Ada");
    UUID grace = world.create("Author", "name", "Grace");
    UUID post = world.create("Post", "authorId", ada);
    world.patch("Post", post, "authorId", grace);
    assertThat(world.sweep().findings()).isEmpty();
    assertThat(world.keys("refs/")).hasSize(2);
  }

  @Test
  void aReferenceWithoutChildStaysAsLongAsACreateMayBeUnderWay() {
    UUID ada = world.create("Author", "name", "Ada");
    world.write(reference(ada, UUID.randomUUID()), "{\"nonce\":\"1\"}");
    world.pass(Duration.ofHours(23));
    assertThat(world.sweep().findings()).isEmpty();
    world.pass(Duration.ofHours(2));
    assertThat(world.sweep().of(Finding.REFERENCE_WITHOUT_CHILD).fixed()).isEqualTo(1);
    assertThat(world.keys("refs/")).isEmpty();
  }

  /**
   * A post once under Ada is under Grace; it is to move back. The sweep runs while the mover has
   * put its reference and seen that Ada is there, just before it writes the post.
   */
  private static void moveBackDuring(SweptWorld world) {
    UUID ada = world.create("Author", "name", "Ada");
    UUID grace = world.create("Author", "name", "Grace");
    UUID post = world.create("Post", "authorId", ada);
    world.patch("Post", post, "authorId", grace);
    AtomicReference<Runnable> once =
        new AtomicReference<>(
            () -> {
              world.pass(OLD);
              world.sweep();
            });
    ObjectStore interrupted =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("put") && key.equals("data/posts/" + post + ".json")) {
                run(once);
              }
            });
    world
        .entitiesThrough(interrupted)
        .patch(SweptWorld.model("Post"), post, SweptWorld.json("authorId", ada), null)
        .orThrow();
    assertThat(authorOf(world, post)).isEqualTo(ada);
    assertThat(world.keys("refs/")).contains(reference(ada, post));
  }

  private static void run(AtomicReference<Runnable> once) {
    Runnable action = once.getAndSet(() -> {});
    action.run();
  }

  @Test
  void aMoveUnderWayKeepsItsReferenceBecauseTheSweepMakesItStartAgain() {
    moveBackDuring(world);
  }

  @Test
  void withoutTheNewEtagTheMoveWouldLoseItsReference() {
    assertThat(catchThrowable(() -> moveBackDuring(new SweptWorld(Steps.without(Step.SWEEP_BUMP)))))
        .isInstanceOf(AssertionError.class);
  }

  /** The move happens whole between the sweep's look at the post and its removal. */
  private static void moveBackBetween(SweptWorld world) {
    UUID ada = world.create("Author", "name", "Ada");
    UUID grace = world.create("Author", "name", "Grace");
    UUID post = world.create("Post", "authorId", ada);
    world.patch("Post", post, "authorId", grace);
    world.pass(OLD);
    AtomicReference<Runnable> once =
        new AtomicReference<>(() -> world.patch("Post", post, "authorId", ada));
    ObjectStore interrupted =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("delete") && key.equals(reference(ada, post))) {
                run(once);
              }
            });
    world.sweep(interrupted, SweepOptions.whole(world.soon()));
    assertThat(authorOf(world, post)).isEqualTo(ada);
    assertThat(world.keys("refs/")).contains(reference(ada, post));
  }

  @Test
  void aMoveBetweenLookAndRemovalKeepsItsReference() {
    moveBackBetween(world);
  }

  @Test
  void withoutTheConditionTheMoveWouldLoseItsReference() {
    assertThat(
            catchThrowable(
                () -> moveBackBetween(new SweptWorld(Steps.without(Step.SWEEP_IF_MATCH)))))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void staleIndexEntriesGo() {
    UUID ada = world.create("Author", "name", "Ada", "mood", "glad");
    world.patch("Author", ada, "mood", "calm");
    assertThat(world.keys("index/")).hasSize(2);
    world.pass(OLD);
    assertThat(world.sweep().of(Finding.STALE_INDEX_ENTRY).fixed()).isEqualTo(1);
    assertThat(world.keys("index/")).hasSize(1);
  }

  @Test
  void aClaimWhoseOwnerNeverCameToBeGoesAndTheOwnerIsFenced() {
    UUID ada = world.create("Author", "name", "Ada");
    String held = world.keys("claims/").getFirst();
    UUID never = UUID.randomUUID();
    String abandoned = held.substring(0, held.length() - 2) + "zz";
    world.write(abandoned, "{\"id\":\"" + never + "\",\"nonce\":\"1\"}");
    world.pass(Duration.ofHours(2));
    SweepReport report = world.sweep();
    assertThat(report.of(Finding.ABANDONED_CLAIM).fixed()).isEqualTo(1);
    assertThat(world.keys("claims/")).containsExactly(held);
    assertThat(world.keys("fences/")).containsExactly("fences/authors/" + never);
    assertThat(world.exists("Author", ada)).isTrue();
  }

  @Test
  void anOrphanThatNoDeleteNotedIsNotedThenTreatedAfterItsGrace() {
    UUID ada = world.create("Author", "name", "Ada");
    UUID letter = world.create("Letter", "authorId", ada);
    world.bucket.delete("data/authors/" + ada + ".json", Precondition.none());
    world.pass(VERY_OLD);
    assertThat(world.sweep().of(Finding.ORPHAN_WITHOUT_NOTE).fixed()).isEqualTo(1);
    assertThat(world.sweep().findings()).isEmpty();
    assertThat(world.keys("orphans/")).hasSize(1);
    assertThat(world.exists("Letter", letter)).isTrue();
    world.pass(OLD);
    assertThat(world.sweep().of(Finding.ORPHAN_TO_REMOVE).fixed()).isEqualTo(1);
    assertThat(world.exists("Letter", letter)).isFalse();
  }

  @Test
  void aChildLeftBehindByACascadeIsReportedOnceNoJobCanExplainIt() {
    UUID ada = world.create("Author", "name", "Ada");
    UUID post = world.create("Post", "authorId", ada);
    UUID grace = world.create("Author", "name", "Grace");
    UUID job =
        ((DeleteResult.Accepted) world.delete("Author", grace, DeleteOptions.async())).jobId();
    world.bucket.delete("data/authors/" + ada + ".json", Precondition.none());
    world.pass(OLD);
    assertThat(world.sweep().of(Finding.DANGLING_KEY).found()).isZero();
    world.drain();
    assertThat(world.jobs.find(job).orElseThrow().state().ended()).isTrue();
    assertThat(world.sweep().of(Finding.DANGLING_KEY).samples())
        .containsExactly("data/posts/" + post + ".json");
    assertThat(world.exists("Post", post)).isTrue();
  }

  @Test
  void aRefusedMoveTakesNoReferenceThatAnotherMoveReliesOn() {
    UUID grace = world.create("Author", "name", "Grace");
    UUID ada = world.create("Author", "name", "Ada");
    UUID post = world.create("Post", "authorId", grace);
    AtomicReference<Runnable> second =
        new AtomicReference<>(
            () -> {
              WriteResult refused =
                  world.entities.patch(
                      SweptWorld.model("Post"), post, SweptWorld.json("authorId", ada), null);
              assertThat(refused).isInstanceOf(WriteResult.ParentMissing.class);
            });
    // Ada is gone, and what refers to her has not been listed yet.
    ObjectStore beforeListing =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("list") && key.startsWith("refs/posts.authorId/" + ada)) {
                run(second);
              }
            });
    AtomicReference<Runnable> delete =
        new AtomicReference<>(() -> world.deleteThrough(beforeListing, "Author", ada));
    ObjectStore beforeWriting =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("put") && key.equals("data/posts/" + post + ".json")) {
                run(delete);
              }
            });
    WriteResult first =
        world
            .entitiesThrough(beforeWriting)
            .patch(SweptWorld.model("Post"), post, SweptWorld.json("authorId", ada), null);
    assertThat(first).isNotInstanceOf(WriteResult.Written.class);
    assertThat(authorOf(world, post)).isEqualTo(grace);
  }

  @Test
  void aBucketAtPeaceIsNotReadAgainBeforeTheRestIsOver() {
    UUID ada = world.create("Author", "name", "Ada");
    for (int i = 0; i < 20; i++) {
      world.create("Post", "authorId", ada);
    }
    world.pass(OLD);
    assertThat(gets()).isGreaterThan(20);
    assertThat(gets()).isLessThan(5);
    world.pass(VERY_OLD);
    assertThat(gets()).isGreaterThan(20);
  }

  private long gets() {
    SweepReport report = world.sweep(SweepOptions.slice(world.soon()));
    assertThat(report.complete()).isTrue();
    return report.requests().get(RequestCounter.Operation.GET);
  }

  @Test
  void keysThatTheSchemaHasNoPlaceForAreReportedAndStay() {
    List<String> keys =
        List.of(
            "refs/pets.ownerId/a/b", "refs/x", "index/authors.name/0/1", "claims/authors.mood/0");
    keys.forEach(key -> world.write(key, "{}"));
    world.pass(VERY_OLD);
    assertThat(world.sweep().of(Finding.UNDECLARED_OBJECT).samples())
        .containsExactlyInAnyOrderElementsOf(keys);
    assertThat(world.bucket.keys()).containsAll(keys);
  }
}
