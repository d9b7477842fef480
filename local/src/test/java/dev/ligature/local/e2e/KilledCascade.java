package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.Await;
import dev.ligature.local.seed.BlogSeed;
import dev.ligature.models.Models;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The delete of a blog's first author, whose stack is killed in the middle as {@code kill -9} does
 * and started again: the job ends by itself, takes what it would have taken, and nothing else.
 *
 * @param deleting from the answer 202 to the kill
 * @param ending from the second start to the end of the job
 * @param invocationsBefore of the worker that the job took until the kill
 * @param invocations of the worker that the job took in all
 */
record KilledCascade(Duration deleting, Duration ending, int invocationsBefore, int invocations) {
  private static final int SEEDERS = 16;

  /**
   * Lets it happen, and checks all of it.
   *
   * @param data a new folder
   * @param options of the stack, such that the cascade lasts long enough to be met by the kill
   */
  static KilledCascade of(Path data, BlogSeed blog, String... options) throws Exception {
    int posts = blog.posts();
    int comments = posts * blog.comments();
    String job;
    Set<String> victims;
    Snapshot before;
    Duration deleting;
    try (StackProcess stack = StackProcess.start(data, options)) {
      String author =
          blog.create(URI.create(stack.endpoints().api()), SEEDERS, count -> {}).getFirst();
      victims =
          BucketContents.of(stack.endpoints(), BucketContents::read)
              .cascadeOf(new Models().schema(), author);
      assertThat(victims).hasSize(1 + posts + comments);
      before = BucketContents.of(stack.endpoints(), Snapshot::ofEntitiesAndReferences);
      Api api = stack.api();
      Answer accepted =
          api.call("DELETE", "/authors/" + author, "", Map.of("Prefer", "respond-async"));
      long start = System.nanoTime();
      assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
      job = accepted.text("jobId");
      AtomicReference<Answer> last = new AtomicReference<>(accepted);
      Await.until(
          () -> {
            last.set(api.get("/jobs/" + job));
            return cascaded(last.get()) > 0;
          },
          () -> "The job is " + last.get().body());
      stack.kill();
      deleting = Duration.ofNanos(System.nanoTime() - start);
    }

    BucketContents killed = BucketContents.ofFolder(data, BucketContents::read);
    assertThat(killed.jobs()).as("the job was under way").containsEntry(job, "running");
    assertThat(killed.tasks()).as("and had tasks left").isNotEmpty();
    Snapshot half = BucketContents.ofFolder(data, Snapshot::ofEntitiesAndReferences);
    assertThat(half.about(victims).etags()).as("victims were left").isNotEmpty();
    int invocationsBefore = WorkerLog.invocations(data, job).size();

    try (StackProcess stack = StackProcess.start(data, options)) {
      long start = System.nanoTime();
      Answer ended = stack.api().endOf(job);
      Duration ending = Duration.ofNanos(System.nanoTime() - start);
      assertThat(ended.text("state")).isEqualTo("completed");
      assertThat(cascaded(ended)).isEqualTo(posts + comments);
      assertThat(deleted(ended, "posts.authorId")).isEqualTo(posts);
      assertThat(deleted(ended, "comments.postId")).isEqualTo(comments);
      Snapshot after = BucketContents.of(stack.endpoints(), Snapshot::ofEntitiesAndReferences);
      assertThat(after.about(victims).etags()).isEmpty();
      assertThat(after).isEqualTo(before.without(victims));
      return new KilledCascade(
          deleting, ending, invocationsBefore, WorkerLog.invocations(data, job).size());
    }
  }

  private static int cascaded(Answer job) {
    return job.body().path("cascaded").asInt();
  }

  private static int deleted(Answer job, String relationship) {
    return job.body().path("byRelationship").path(relationship).path("deleted").asInt();
  }
}
