package dev.ligature.behaviour.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.store.Precondition;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a queue in memory has lost is sent again from the bucket. */
class JobRecoveryTest {

  private final SweptWorld world = new SweptWorld();

  private UUID asyncDelete() {
    UUID author = world.create("Author", "name", UUID.randomUUID());
    world.create("Post", "authorId", author);
    DeleteResult result = world.delete("Author", author, DeleteOptions.async());
    return ((DeleteResult.Accepted) result).jobId();
  }

  private JobState state(UUID job) {
    return world.jobs.find(job).orElseThrow().state();
  }

  @Test
  void everyTaskThatIsNotDoneIsSentForAndItsJobEnds() {
    UUID one = asyncDelete();
    UUID other = asyncDelete();
    world.queue.clear();

    assertThat(world.recover()).isEqualTo(2);
    world.drain();

    assertThat(state(one)).isEqualTo(JobState.COMPLETED);
    assertThat(state(other)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aJobThatWasInterruptedJustBeforeItsEndIsLookedAtAgain() {
    UUID job = asyncDelete();
    world.drain();
    String record = Keys.jobRecord(job);
    String ended = new String(world.bucket.get(record).orElseThrow().body());
    world.write(record, ended.replace("\"state\":\"completed\"", "\"state\":\"running\""));
    world.write(Keys.open(job), "{}");

    assertThat(world.recover()).isEqualTo(1);
    world.drain();

    assertThat(state(job)).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void tasksOfACallerThatDiedBeforeItsJobStoodAreClearedUpAndItsPlaceIsFenced() {
    UUID job = asyncDelete();
    world.queue.clear();
    world.bucket.delete(Keys.jobRecord(job), Precondition.none());

    assertThat(world.recover()).isEqualTo(1);
    assertThat(world.queue).contains(new TaskMessage.Watch(job));
    world.drain();

    assertThat(world.keys(Keys.tasks(job))).isEmpty();
    assertThat(world.jobs.find(job)).isEmpty();
    assertThat(world.keys(Keys.jobs())).containsExactly(Keys.jobRecord(job));
  }

  @Test
  void jobsThatHaveEndedAreLeftAlone() {
    asyncDelete();
    world.drain();

    assertThat(world.recover()).isZero();
    assertThat(world.queue).isEmpty();
  }
}
