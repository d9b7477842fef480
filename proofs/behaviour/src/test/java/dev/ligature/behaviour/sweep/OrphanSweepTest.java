package dev.ligature.behaviour.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.bucket.Entity;
import dev.ligature.simulation.PassThrough;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Orphans of DO_NOTHING: found by their notes, treated as their key declares. */
class OrphanSweepTest {

  private static final Duration GRACE_OVER = Duration.ofMinutes(11);

  private final SweptWorld world = new SweptWorld();

  private UUID orphan(String model) {
    UUID author = world.create("Author", "name", "Ada");
    UUID child = world.create(model, "authorId", author);
    world.delete("Author", author);
    return child;
  }

  @Test
  void anOrphanIsLeftAloneDuringTheGracePeriod() {
    UUID letter = orphan("Letter");
    SweepReport report = world.sweep();
    assertThat(world.exists("Letter", letter)).isTrue();
    assertThat(report.findings()).isEmpty();
    assertThat(world.keys("orphans/")).hasSize(1);
  }

  @Test
  void removeDeletesTheOrphanAndWhatFollowsFromIt() {
    UUID letter = orphan("Letter");
    UUID stamp = world.create("Stamp", "letterId", letter);
    world.pass(GRACE_OVER);
    SweepReport report = world.sweep();
    assertThat(world.exists("Letter", letter)).isFalse();
    assertThat(world.exists("Stamp", stamp)).isFalse();
    assertThat(report.of(Finding.ORPHAN_TO_REMOVE).fixed()).isEqualTo(1);
    assertThat(world.keys("orphans/")).isEmpty();
    assertThat(world.keys("refs/")).isEmpty();
  }

  @Test
  void anOrphanThatProtectKeepsIsReportedEachTime() {
    UUID letter = orphan("Letter");
    world.create("Receipt", "letterId", letter);
    world.pass(GRACE_OVER);
    assertThat(world.sweep().of(Finding.ORPHAN_PROTECTED).found()).isEqualTo(1);
    assertThat(world.sweep().of(Finding.ORPHAN_PROTECTED).found()).isEqualTo(1);
    assertThat(world.exists("Letter", letter)).isTrue();
    assertThat(world.keys("refs/letters.authorId/")).hasSize(1);
  }

  @Test
  void anOrphanThatAPlanHasCondemnedIsLeftToThatPlan() {
    UUID letter = orphan("Letter");
    world.pass(GRACE_OVER);
    world.deleteThrough(new Undecided(world.bucket), "Letter", letter);
    assertThat(world.keys("open/")).hasSize(1);

    world.sweep();
    world.sweep();

    assertThat(world.keys("open/")).as("jobs").hasSize(1);
    world.drain();
    assertThat(world.exists("Letter", letter)).isFalse();
  }

  /** Where no job can write its decision, for now. */
  private static final class Undecided extends PassThrough {

    Undecided(ObjectStore store) {
      super(store);
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      if (key.endsWith("/job.json") && precondition instanceof Precondition.IfMatch) {
        throw StoreException.notApplied(StoreException.Kind.RETRY, "throttled", null);
      }
      return super.put(key, body, precondition);
    }
  }

  @Test
  void aProtectedOrphanRestsTwiceAsLongAfterEachLookSoThatNoDeleteIsTriedAtEverySweep() {
    UUID letter = orphan("Letter");
    UUID receipt = world.create("Receipt", "letterId", letter);
    int looks = 0;
    for (int minutes = 0; minutes < 24 * 60; minutes += 5) {
      world.pass(Duration.ofMinutes(5));
      looks +=
          (int) world.sweep(SweepOptions.slice(world.soon())).of(Finding.ORPHAN_PROTECTED).found();
    }
    // After 10, 20, 40 … minutes: the seventh would be after more than 20 hours.
    assertThat(looks).isBetween(6, 8);
    world.delete("Receipt", receipt);
    world.pass(Duration.ofHours(24));
    world.sweep(SweepOptions.slice(world.soon()));
    assertThat(world.exists("Letter", letter)).isFalse();
  }

  @Test
  void theFirstProgramOfASchemaMayBeTheSweeper() {
    UUID letter = orphan("Letter");
    world.keys("schema/").forEach(key -> world.bucket.delete(key, Precondition.none()));
    world.pass(GRACE_OVER);
    world.sweep();
    assertThat(world.exists("Letter", letter)).isFalse();
    assertThat(world.keys("schema/")).contains("schema/current").hasSize(2);
  }

  @Test
  void nullifySetsTheKeyToNullAndItsReferenceGoes() {
    UUID photo = orphan("Photo");
    world.pass(GRACE_OVER);
    SweepReport report = world.sweep();
    Entity after = world.entities.get(SweptWorld.model("Photo"), photo).orElseThrow();
    assertThat(after.fields().path("authorId").isNull()).isTrue();
    assertThat(after.version()).isEqualTo(2);
    assertThat(report.of(Finding.ORPHAN_TO_NULLIFY).fixed()).isEqualTo(1);
    assertThat(world.keys("refs/")).isEmpty();
    assertThat(world.keys("orphans/")).isEmpty();
  }

  @Test
  void reportLeavesTheOrphanAndItsNote() {
    UUID quote = orphan("Quote");
    world.pass(GRACE_OVER);
    SweepReport report = world.sweep();
    assertThat(world.exists("Quote", quote)).isTrue();
    assertThat(report.of(Finding.ORPHAN_TO_REPORT).found()).isEqualTo(1);
    assertThat(report.of(Finding.ORPHAN_TO_REPORT).fixed()).isZero();
    assertThat(report.of(Finding.ORPHAN_TO_REPORT).samples())
        .containsExactly("data/quotes/" + quote + ".json");
    assertThat(world.keys("orphans/")).hasSize(1);
  }

  @Test
  void aReportOnlySweepTellsTheSameAndWritesNothing() {
    orphan("Letter");
    orphan("Photo");
    world.fence("letters", UUID.randomUUID());
    world.pass(Duration.ofDays(31));
    List<String> before = world.bucket.keys();
    List<String> changed = new ArrayList<>();
    world.bucket.watch((key, was, is) -> changed.add(key));
    SweepReport report = world.sweep(SweepOptions.whole(world.soon()).reporting());
    assertThat(changed).isEmpty();
    assertThat(world.bucket.keys()).isEqualTo(before);
    assertThat(report.of(Finding.ORPHAN_TO_REMOVE).found()).isEqualTo(1);
    assertThat(report.of(Finding.ORPHAN_TO_REMOVE).fixed()).isZero();
    assertThat(report.of(Finding.ORPHAN_TO_NULLIFY).found()).isEqualTo(1);
    assertThat(report.of(Finding.EXPIRED_FENCE).found()).isEqualTo(1);
    assertThat(report.of(Finding.EXPIRED_JOB).found()).isEqualTo(2);
  }

  @Test
  void aChildThatFoundAnotherParentIsNoOrphan() {
    UUID letter = orphan("Letter");
    UUID other = world.create("Author", "name", "Grace");
    world.patch("Letter", letter, "authorId", other);
    world.pass(GRACE_OVER);
    SweepReport report = world.sweep();
    assertThat(world.exists("Letter", letter)).isTrue();
    assertThat(report.findings()).isEmpty();
    assertThat(world.keys("orphans/")).isEmpty();
    assertThat(world.keys("refs/letters.authorId/"))
        .containsExactly("refs/letters.authorId/" + other + "/" + letter);
  }

  @Test
  void aCreateThatWasUnderWayWhenItsParentWentIsFencedOffBeforeItsReferenceGoes() {
    UUID author = world.create("Author", "name", "Ada");
    UUID late = UUID.randomUUID();
    String reference = "refs/letters.authorId/" + author + "/" + late;
    world.write(reference, "{\"nonce\":\"1\"}");
    world.delete("Author", author);
    world.pass(GRACE_OVER);
    world.sweep();
    assertThat(world.keys("refs/")).isEmpty();
    assertThat(world.keys("data/letters/")).containsExactly("data/letters/" + late + ".json");
    assertThat(world.exists("Letter", late)).isFalse();
    assertThat(world.keys("fences/")).containsExactly("fences/letters/" + late);
  }

  @Test
  void aReferenceWrittenAgainDuringTheSweepStays() {
    UUID photo = orphan("Photo");
    UUID other = world.create("Author", "name", "Grace");
    String reference = world.keys("refs/photos.authorId/").getFirst();
    world.patch("Photo", photo, "authorId", other);
    world.pass(GRACE_OVER);
    // The parent has come back by an undo, and a writer prepares to refer to it again: its
    // reference stands before its entity is written.
    String entity = "data/photos/" + photo + ".json";
    ObjectStore disturbed =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("get") && key.equals(entity)) {
                world.write(reference, "{\"nonce\":\"again\"}");
              }
            });
    world.sweep(disturbed, SweepOptions.whole(world.soon()));
    assertThat(world.keys("refs/photos.authorId/")).contains(reference);
  }

  @Test
  void oneUnreadableNoteDoesNotStopTheOthers() {
    UUID letter = orphan("Letter");
    world.write("orphans/00000000-0000-7000-8000-000000000000", "no json");
    world.pass(GRACE_OVER);
    SweepReport report = world.sweep();
    assertThat(world.exists("Letter", letter)).isFalse();
    assertThat(report.of(Finding.UNREADABLE_OBJECT).found()).isEqualTo(1);
  }
}
