package dev.ligature.behaviour.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.write.WriteResult;
import dev.ligature.simulation.Bodies;
import dev.ligature.store.Precondition;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.Step;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a sweep does for jobs that nobody works on, and what it leaves to those that work. */
class OpenJobsTest {

  private final SweptWorld world = new SweptWorld();

  private UUID asyncDelete() {
    UUID author = world.create("Author", "name", UUID.randomUUID());
    world.create("Post", "authorId", author);
    return ((DeleteResult.Accepted) world.delete("Author", author, DeleteOptions.async())).jobId();
  }

  private JobState state(UUID job) {
    return world.jobs.find(job).orElseThrow().state();
  }

  private SweepReport sweepAfter(int minutes) {
    world.pass(Duration.ofMinutes(minutes));
    return world.sweep();
  }

  @Test
  void aTaskWhoseMessageWasLostIsSentForAgain() {
    UUID job = asyncDelete();
    world.queue.clear();
    sweepAfter(3);
    assertThat(world.queue).as("the first look cannot tell whether it moves").isEmpty();
    assertThat(sweepAfter(3).of(Finding.LOST_TASK).found()).isEqualTo(1);
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
    for (int i = 0; i < 2; i++) {
      world.pass(Duration.ofMinutes(3));
      world.sweep(SweepOptions.slice(world.soon()));
    }
    assertThat(world.queue).extracting(TaskMessage::jobId).contains(lost);
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
    sweepAfter(3);
    sweepAfter(3);
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
    assertThat(report.of(Finding.EXPIRED_JOB).fixed()).isEqualTo(1);
    assertThat(world.keys("jobs/")).isEmpty();
  }

  @Test
  void anUnfinishedJobStaysHoweverOld() {
    UUID job = asyncDelete();
    world.queue.clear();
    world.pass(Duration.ofDays(60));
    world.sweep();
    sweepAfter(3);
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
    assertThat(report.of(Finding.ABANDONED_JOB).fixed()).isEqualTo(1);
    assertThat(world.keys("jobs/")).containsExactly("jobs/" + job + "/job.json");
    world.pass(Duration.ofDays(31));
    world.sweep();
    assertThat(world.keys("jobs/")).isEmpty();
  }

  @Test
  void jobsThatWaitInALongQueueAreSentForLessAndLessOften() {
    int waiting = 20;
    for (int i = 0; i < waiting; i++) {
      asyncDelete();
    }
    world.queue.clear();
    for (int minute = 0; minute < 24 * 60; minute += 5) {
      sweepAfter(5);
    }
    // After 2, 4, 8, 16, 32 minutes, then every hour; each as of the next sweep.
    assertThat(world.queue).hasSizeBetween(waiting * 24, waiting * 28);
    world.queue.clear();
    world.sweep();
    assertThat(world.queue).isEmpty();
  }

  @Test
  void aBusyJobIsNotSentForHoweverLongItTakes() {
    UUID author = world.create("Author", "name", "Ada");
    for (int i = 0; i < 12; i++) {
      UUID letter = world.create("Letter", "authorId", author);
      world.create("Stamp", "letterId", letter);
    }
    for (int i = 0; i < 12; i++) {
      world.create("Post", "authorId", author);
    }
    world.taskSize = 1;
    UUID job =
        ((DeleteResult.Accepted) world.delete("Author", author, DeleteOptions.async())).jobId();
    world.queue.removeIf(message -> message instanceof TaskMessage.Watch);
    int worked = 0;
    for (; state(job) != JobState.COMPLETED && worked < 200; worked++) {
      world.workOnOne();
      SweepReport report = sweepAfter(5);
      assertThat(report.of(Finding.LOST_TASK).found()).isZero();
    }
    assertThat(world.queue).isEmpty();
  }

  @Test
  void aJobThatMovedIsGivenTimeAgainBeforeItIsSentFor() {
    UUID job = asyncDelete();
    world.queue.clear();
    for (int i = 0; i < 4; i++) {
      world.pass(Duration.ofHours(1));
      world.sweep();
    }
    world.queue.clear();
    world.write(Keys.tasks(job) + TaskId.root(), "{\"kind\":\"root\",\"at\":\"now\"}");
    sweepAfter(61);
    assertThat(world.queue).isEmpty();
    sweepAfter(3);
    assertThat(world.queue).isNotEmpty();
  }

  @Test
  void aDeleteWhoseCallersClockIsWeeksBehindIsNotTakenForAnOldJob() {
    assertThat(deleteBySomebodyWeeksBehind(world)).isTrue();
  }

  @Test
  void byItsIdAloneItWould() {
    assertThat(
            deleteBySomebodyWeeksBehind(new SweptWorld(Steps.without(Step.EXPIRY_BY_STORED_AGE))))
        .isFalse();
  }

  /** A sweep comes between the tasks and the record; false if the delete is then forgotten. */
  private static boolean deleteBySomebodyWeeksBehind(SweptWorld world) {
    UUID author = world.create("Author", "name", "Ada");
    world.create("Post", "authorId", author);
    world.callersClockIsOff(Duration.ofDays(-31));
    boolean[] swept = {false};
    BeforeCall slow =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("put") && key.endsWith("/job.json") && !swept[0]) {
                swept[0] = true;
                world.sweep();
              }
            });
    world.deleteThrough(slow, "Author", author, DeleteOptions.async());
    world.drain();
    assertThat(swept[0]).isTrue();
    return !world.exists("Author", author);
  }

  @Test
  void anIdWeeksBehindDoesNotShortenTheRetentionEither() {
    world.callersClockIsOff(Duration.ofDays(-31));
    UUID job = asyncDelete();
    world.drain();
    world.sweep();
    assertThat(state(job)).isEqualTo(JobState.COMPLETED);
    world.pass(Duration.ofDays(31));
    world.sweep();
    assertThat(world.keys("jobs/")).isEmpty();
  }

  private UUID stalledWhilePlanning(UUID letter) {
    UUID job =
        ((DeleteResult.Accepted) world.delete("Letter", letter, DeleteOptions.async())).jobId();
    BeforeCall failing =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("list") && key.startsWith("refs/")) {
                throw new IllegalStateException("a bug behind the mark");
              }
            });
    Budget budget = Budget.until(world.platform.clock(), world.soon());
    assertThatThrownBy(
            () -> world.worker(failing).work(TaskMessage.of(job, TaskId.first(1)), budget))
        .hasMessageContaining("a bug");
    world
        .worker()
        .stall(TaskMessage.of(job, TaskId.first(1)), "a bug", world.platform.clock().instant());
    world.queue.clear();
    return job;
  }

  @Test
  void aJobThatStalledBeforeItHadDecidedGivesUpAndItsWritersGoOn() {
    UUID letter = world.create("Letter");
    UUID job = stalledWhilePlanning(letter);
    assertThat(addStamp(letter)).isInstanceOf(WriteResult.BeingDeleted.class);
    assertThat(sweepAfter(50).of(Finding.STALLED_JOB).found()).isEqualTo(1);
    assertThat(state(job)).isEqualTo(JobState.STALLED);

    assertThat(sweepAfter(11).of(Finding.GIVEN_UP_JOB).fixed()).isEqualTo(1);
    world.drain();

    Job ended = world.jobs.find(job).orElseThrow();
    assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.failures())
        .contains("gave up after being stalled for 60 min while planning; nothing was deleted");
    assertThat(addStamp(letter)).isInstanceOf(WriteResult.Written.class);
    assertThat(world.keys("open/")).isEmpty();
    assertThat(world.keys(Keys.job(job))).containsExactly(Keys.jobRecord(job));
  }

  private WriteResult addStamp(UUID letter) {
    return world.entities.create(
        SweptWorld.model("Stamp"), Json.object().put("letterId", letter.toString()));
  }

  @Test
  void aJobThatWasRetriedIsGivenTimeAgain() {
    UUID job = stalledWhilePlanning(world.create("Letter"));
    world.pass(Duration.ofMinutes(59));
    world.jobs.retry(job);
    world
        .worker()
        .stall(TaskMessage.of(job, TaskId.root()), "a bug", world.platform.clock().instant());
    sweepAfter(59);
    assertThat(state(job)).isEqualTo(JobState.STALLED);
  }

  @Test
  void aJobThatStalledAfterItHadDecidedWaitsForAPerson() {
    UUID job = asyncDelete();
    world
        .worker()
        .stall(TaskMessage.of(job, TaskId.root()), "a bug", world.platform.clock().instant());
    world.pass(Duration.ofDays(7));
    assertThat(world.sweep().of(Finding.STALLED_JOB).found()).isEqualTo(1);
    assertThat(state(job)).isEqualTo(JobState.STALLED);
  }

  @Test
  void aCallerThatSleptLongerThanItsMarkerStandsWritesNothing() {
    UUID author = world.create("Author", "name", "Ada");
    world.create("Post", "authorId", author);
    Map<String, String> before = Bodies.of(world.bucket, key -> !key.startsWith("sweep/"));
    boolean[] slept = {false};
    BeforeCall slow =
        new BeforeCall(
            world.bucket,
            (operation, key) -> {
              if (operation.equals("put") && key.contains("/tasks/") && !slept[0]) {
                slept[0] = true;
                sweepAfter(61);
              }
            });
    assertThat(
            catchThrowableOfType(
                StoreException.class, () -> world.deleteThrough(slow, "Author", author)))
        .matches(StoreException::surelyNotApplied);
    assertThat(world.keys("open/")).isEmpty();
    assertThat(world.keys("jobs/")).isEmpty();
    assertThat(world.exists("Author", author)).isTrue();
    assertThat(Bodies.of(world.bucket, key -> !key.startsWith("sweep/"))).isEqualTo(before);
  }
}
