package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.seed.BlogSeed;
import dev.ligature.models.Models;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cascades that the queue and its worker finish; {@link FullSizeTest} is the same at full size. */
class QueuedCascadeTest {
  private static final Map<String, String> ASYNC = Map.of("Prefer", "respond-async");

  @RegisterExtension
  static final RunningStack stack = new RunningStack(Map.of("LIGATURE_TASK_SIZE", "20"));

  @Test
  void anAsynchronousDeleteEndsByItselfAndTouchesNobodyElse() {
    List<String> authors = seed(new BlogSeed(6, 4, 5, 1));
    Set<String> victims = cascadeOf(authors.get(2));
    Snapshot before = stack.snapshot("data/", "refs/", "index/", "claims/");

    Answer accepted = stack.api().call("DELETE", "/authors/" + authors.get(2), "", ASYNC);

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Location")).contains("/jobs/" + accepted.text("jobId"));
    Answer job = stack.api().endOf(accepted.text("jobId"));
    assertThat(job.text("state")).isEqualTo("completed");
    assertThat(job.body().path("cascaded").asInt()).isEqualTo(4 + 4 * 5);
    assertThat(victims).hasSize(1 + 4 + 4 * 5);
    Snapshot after = stack.snapshot("data/", "refs/", "index/", "claims/");
    assertThat(after.about(victims).etags()).isEmpty();
    assertThat(after).isEqualTo(before.without(victims));
    assertThat(stack.keys("jobs/" + job.text("jobId") + "/tasks/")).isEmpty();
  }

  @Test
  void aLargeCascadeIsSharedAmongSeveralInvocationsOfTheWorker() {
    String author = seed(new BlogSeed(1, 120, 3, 2)).getFirst();
    Set<String> victims = cascadeOf(author);
    Snapshot before = stack.snapshot("data/", "refs/", "index/", "claims/");

    Answer accepted = stack.api().call("DELETE", "/authors/" + author, "", ASYNC);

    Answer job = stack.api().endOf(accepted.text("jobId"));
    assertThat(job.text("state")).isEqualTo("completed");
    assertThat(job.body().path("cascaded").asInt()).isEqualTo(120 + 120 * 3);
    assertThat(job.body().path("byRelationship").path("comments.postId").path("deleted").asInt())
        .isEqualTo(360);
    assertThat(WorkerLog.invocations(stack.log(), job.text("jobId"))).hasSizeGreaterThan(2);
    Snapshot after = stack.snapshot("data/", "refs/", "index/", "claims/");
    assertThat(after.about(victims).etags()).isEmpty();
    assertThat(after).isEqualTo(before.without(victims));
  }

  private static Set<String> cascadeOf(String author) {
    return BucketContents.of(stack.stack().endpoints(), BucketContents::read)
        .cascadeOf(new Models().schema(), author);
  }

  private static List<String> seed(BlogSeed blog) {
    return blog.create(URI.create(stack.stack().endpoints().api()), 8, count -> {});
  }
}
