package dev.ligature.simulation.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.data.entity.JobState;
import dev.ligature.data.entity.Json;
import dev.ligature.store.Precondition;
import dev.ligature.store.RequestCounter;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Lost tasks, old jobs, old fences, old idempotency keys. */
class LeftoversTest {

  private final SweptWorld world = new SweptWorld();

  private UUID asyncDelete() {
    UUID author = world.create("Author", "name", UUID.randomUUID());
    world.create("Post", "authorId", author);
    return ((DeleteResult.Accepted) world.delete("Author", author, DeleteOptions.async())).jobId();
  }

  private JobState state(UUID job) {
    return world.jobs.find(job).orElseThrow().state();
  }

  @Test
  void aTaskWhoseMessageWasLostIsSentForAgain() {
    UUID job = asyncDelete();
    world.queue.clear();
    world.pass(Duration.ofMinutes(3));
    SweepReport report = world.sweep();
    assertThat(report.of(Finding.LOST_TASK).found()).isEqualTo(1);
    world.drain();
    assertThat(state(job)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aYoungTaskIsNotSentForAgain() {
    asyncDelete();
    world.queue.clear();
    assertThat(world.sweep().findings()).isEmpty();
    assertThat(world.queue).isEmpty();
  }

  @Test
  void aJobWhoseWorkerDiedBeforeTheLastStepIsEnded() {
    UUID job = asyncDelete();
    world.queue.clear();
    world.keys("jobs/" + job + "/tasks/").forEach(k -> world.bucket.delete(k, Precondition.none()));
    world.pass(Duration.ofMinutes(3));
    world.sweep();
    assertThat(state(job)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aLostTaskBehindManyEndedJobsIsFoundAtOnceAndEndedJobsCostNothing() {
    for (int i = 0; i < 12; i++) {
      asyncDelete();
    }
    world.drain();
    world.settings = world.settings.withSlices(10, 10, 5);
    UUID lost = asyncDelete();
    world.queue.clear();
    world.pass(Duration.ofMinutes(3));
    world.sweep(SweepOptions.slice(world.soon()));
    assertThat(world.queue).extracting(SweptWorld.Message::jobId).contains(lost);
    world.drain();
    assertThat(state(lost)).isEqualTo(JobState.COMPLETED);
    SweepReport last = world.sweep(SweepOptions.slice(world.soon()));
    assertThat(last.complete()).isTrue();
    assertThat(last.requests().get(RequestCounter.Operation.GET)).isEqualTo(1);
  }

  @Test
  void aLostTaskOfACallerWhoseClockIsHoursBehindIsFoundThoughYoungerJobsHaveEnded() {
    UUID ended = asyncDelete();
    world.drain();
    world.pass(Duration.ofHours(2));
    world.sweep();
    world.callersClockIsOff(Duration.ofHours(-3));
    UUID lost = asyncDelete();
    assertThat(lost.toString()).isLessThan(ended.toString());
    world.queue.clear();
    world.pass(Duration.ofMinutes(3));
    world.sweep();
    world.drain();
    assertThat(state(lost)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aMarkerWhoseJobHasEndedGoes() {
    UUID job = asyncDelete();
    world.drain();
    assertThat(world.keys("open/")).isEmpty();
    world.write("open/" + job, "{}");
    world.pass(Duration.ofMinutes(3));
    world.sweep();
    assertThat(world.keys("open/")).isEmpty();
  }

  @Test
  void tasksThatACallerWritesPastItsFenceAreFoundAgain() {
    UUID job = world.platform.ids().next();
    world.write("open/" + job, "{}");
    world.write("jobs/" + job + "/tasks/3.000000-x", "{}");
    world.pass(Duration.ofMinutes(3));
    world.sweep();
    assertThat(world.keys("jobs/")).containsExactly("jobs/" + job + "/job.json");
    world.write("jobs/" + job + "/tasks/3.000000-x", "{}");
    world.pass(Duration.ofMinutes(3));
    world.sweep();
    assertThat(world.keys("jobs/")).containsExactly("jobs/" + job + "/job.json");
    assertThat(world.keys("open/")).hasSize(1);
    world.pass(Duration.ofHours(1));
    world.sweep();
    assertThat(world.keys("open/")).isEmpty();
  }

  @Test
  void anEndedJobGoesWholeAfterItsRetentionAndNotBefore() {
    UUID job = asyncDelete();
    world.drain();
    world.pass(Duration.ofDays(29));
    world.sweep();
    assertThat(world.keys("jobs/" + job)).hasSizeGreaterThan(1);
    world.pass(Duration.ofDays(2));
    SweepReport report = world.sweep();
    assertThat(report.of(Finding.EXPIRED_JOB).mended()).isEqualTo(1);
    assertThat(world.keys("jobs/")).isEmpty();
  }

  @Test
  void anUnfinishedJobStaysHoweverOld() {
    UUID job = asyncDelete();
    world.queue.clear();
    world.pass(Duration.ofDays(60));
    world.sweep();
    assertThat(state(job)).isEqualTo(JobState.RUNNING);
    world.drain();
    assertThat(state(job)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void tasksWhoseJobNeverCameToBeGoAndAFenceStandsInItsPlaceUntilTheRetentionIsOver() {
    UUID job = world.platform.ids().next();
    world.write("open/" + job, "{}");
    world.write("jobs/" + job + "/tasks/3.000000-x", "{}");
    world.pass(Duration.ofMinutes(1));
    world.sweep();
    assertThat(world.keys("jobs/")).containsExactly("jobs/" + job + "/tasks/3.000000-x");
    world.pass(Duration.ofMinutes(2));
    SweepReport report = world.sweep();
    assertThat(report.of(Finding.ABANDONED_JOB).mended()).isEqualTo(1);
    assertThat(world.keys("jobs/")).containsExactly("jobs/" + job + "/job.json");
    world.pass(Duration.ofDays(31));
    world.sweep();
    assertThat(world.keys("jobs/")).isEmpty();
  }

  @Test
  void aFenceStandsItsFullTimeAndThenGoesWithItsNote() {
    UUID id = UUID.randomUUID();
    world.fence("posts", id);
    world.pass(Duration.ofHours(23));
    world.sweep();
    assertThat(world.keys("data/")).hasSize(1);
    world.pass(Duration.ofHours(2));
    SweepReport report = world.sweep();
    assertThat(report.of(Finding.EXPIRED_FENCE).mended()).isEqualTo(1);
    assertThat(world.keys("data/")).isEmpty();
    assertThat(world.keys("fences/")).isEmpty();
  }

  @Test
  void aNoteWhoseFenceLostTheRaceNeverHarmsTheEntity() {
    UUID author = world.create("Author", "name", "Ada");
    world.fence("authors", author);
    world.pass(Duration.ofDays(2));
    world.sweep();
    assertThat(world.exists("Author", author)).isTrue();
    assertThat(world.keys("fences/")).isEmpty();
  }

  @Test
  void anIdempotencyKeyStandsItsFullTimeAndThenGoes() {
    world.entities.create(SweptWorld.model("Post"), Json.object(), "key-1");
    world.pass(Duration.ofHours(23));
    world.sweep();
    assertThat(world.keys("idempotency/")).hasSize(1);
    world.pass(Duration.ofHours(2));
    assertThat(world.sweep().of(Finding.EXPIRED_IDEMPOTENCY_KEY).mended()).isEqualTo(1);
    assertThat(world.keys("idempotency/")).isEmpty();
    assertThat(world.keys("data/")).hasSize(1);
  }

  @Test
  void slicesGoOnWhereTheLastLeftOff() {
    for (int i = 0; i < 7; i++) {
      world.fence("posts", UUID.randomUUID());
    }
    world.pass(Duration.ofDays(2));
    world.settings = world.settings.withSlices(3, 3, 3);
    assertThat(world.sweep(SweepOptions.slice(world.soon())).complete()).isFalse();
    assertThat(world.keys("data/")).hasSize(4);
    world.sweep(SweepOptions.slice(world.soon()));
    assertThat(world.keys("data/")).hasSize(1);
    assertThat(world.sweep(SweepOptions.slice(world.soon())).complete()).isTrue();
    assertThat(world.keys("data/")).isEmpty();
  }

  @Test
  void aSweepWithoutTimeDoesNothingAndTheNextBeginsWithWhatItMissed() {
    world.fence("posts", UUID.randomUUID());
    world.pass(Duration.ofDays(2));
    SweepReport report = world.sweep(SweepOptions.whole(Instant.EPOCH));
    assertThat(report.complete()).isFalse();
    assertThat(report.findings()).isEmpty();
    assertThat(world.sweep().complete()).isTrue();
    assertThat(world.keys("data/")).isEmpty();
  }

  @Test
  void aSweepOfNothingCostsFewRequestsAndWritesNothing() {
    world.sweep(SweepOptions.slice(world.soon()));
    List<String> changed = new ArrayList<>();
    world.bucket.watch((key, before, after) -> changed.add(key));
    SweepReport report = world.sweep(SweepOptions.slice(world.soon()));
    assertThat(report.complete()).isTrue();
    assertThat(changed).isEmpty();
    assertThat(report.requests().values().stream().mapToLong(Long::longValue).sum()).isLessThan(10);
  }
}
