package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.seed.BlogSeed;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Cascades that the queue and its worker finish. In small, of what {@code ./ligature seed} makes in
 * full; the commands for the full size are in the guide.
 */
class QueuedCascadeTest {
  private static final Map<String, String> ASYNC = Map.of("Prefer", "respond-async");

  @RegisterExtension
  static final RunningStack stack = new RunningStack(Map.of("LIGATURE_TASK_SIZE", "20"));

  @Test
  void anAsynchronousDeleteEndsByItselfAndTouchesNobodyElse() {
    List<String> authors = seed(new BlogSeed(6, 4, 5, 1));
    List<String> before = stack.keys("data/");

    Answer accepted = stack.api().call("DELETE", "/authors/" + authors.get(2), "", ASYNC);

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Location")).contains("/jobs/" + accepted.text("jobId"));
    Answer job = stack.api().endOf(accepted.text("jobId"));
    assertThat(job.text("state")).isEqualTo("completed");
    assertThat(job.body().path("cascaded").asInt()).isEqualTo(4 + 4 * 5);
    TreeSet<String> gone = new TreeSet<>(before);
    stack.keys("data/").forEach(gone::remove);
    assertThat(gone).hasSize(1 + 4 + 4 * 5).contains("data/authors/" + authors.get(2) + ".json");
    assertThat(before).containsAll(stack.keys("data/"));
    assertThat(stack.keys("jobs/" + job.text("jobId") + "/tasks/")).isEmpty();
  }

  @Test
  void aLargeCascadeIsSharedAmongSeveralInvocationsOfTheWorker() {
    String author = seed(new BlogSeed(1, 120, 3, 2)).getFirst();
    long before = stack.stack().function("worker").invocations();

    Answer accepted = stack.api().call("DELETE", "/authors/" + author, "", ASYNC);

    Answer job = stack.api().endOf(accepted.text("jobId"));
    assertThat(job.text("state")).isEqualTo("completed");
    assertThat(job.body().path("cascaded").asInt()).isEqualTo(120 + 120 * 3);
    assertThat(job.body().path("byRelationship").path("comments.postId").path("deleted").asInt())
        .isEqualTo(360);
    assertThat(stack.stack().function("worker").invocations() - before).isGreaterThan(2);
    assertThat(stack.keys("refs/posts.authorId/" + author)).isEmpty();
  }

  private static List<String> seed(BlogSeed blog) {
    return blog.create(URI.create(stack.stack().endpoints().api()), 8, count -> {});
  }
}
