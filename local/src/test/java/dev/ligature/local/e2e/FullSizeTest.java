package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.seed.BlogSeed;
import dev.ligature.models.Models;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cascades in a bucket of tens of thousands of entities. Takes minutes, so a build leaves it out:
 *
 * <pre>{@code
 * ./mvnw -B -pl local -am test -Dfull -Dtest=FullSizeTest -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
@Tag("full")
class FullSizeTest {
  private static final int SEEDERS = 16;

  @TempDir private Path folder;

  @Test
  void oneOfAHundredAuthorsGoesAndNobodyElseIsTouched() throws Exception {
    Path data = folder.resolve("data");
    try (StackProcess stack = StackProcess.start(data)) {
      long start = System.nanoTime();
      BlogSeed blog = new BlogSeed(100, 20, 10, 1);
      List<String> authors = blog.create(URI.create(stack.endpoints().api()), SEEDERS, count -> {});
      Duration seeding = since(start);
      BucketContents contents = BucketContents.of(stack.endpoints(), BucketContents::read);
      assertThat(contents.size()).isEqualTo(22_100).isEqualTo((int) blog.size());
      Set<String> victims = contents.cascadeOf(new Models().schema(), authors.get(50));
      Snapshot before = BucketContents.of(stack.endpoints(), Snapshot::ofEntitiesAndReferences);

      start = System.nanoTime();
      Answer accepted =
          stack
              .api()
              .call("DELETE", "/authors/" + authors.get(50), "", Map.of("Prefer", "respond-async"));
      assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
      Answer ended = stack.api().endOf(accepted.text("jobId"));
      Duration deleting = since(start);

      assertThat(ended.text("state")).isEqualTo("completed");
      assertThat(ended.body().path("cascaded").asInt()).isEqualTo(220);
      Snapshot after = BucketContents.of(stack.endpoints(), Snapshot::ofEntitiesAndReferences);
      assertThat(after.about(victims).etags()).isEmpty();
      assertThat(after).isEqualTo(before.without(victims));
      System.err.printf(
          "22,100 entities created in %s; an author with 220 deleted in %s%n", seeding, deleting);
    }
  }

  @Test
  void anAuthorOfTwoThousandPostsGoesWholeThoughTheStackIsKilledInTheMiddle() throws Exception {
    KilledCascade cascade = KilledCascade.of(folder.resolve("data"), new BlogSeed(1, 2_000, 10, 1));

    assertThat(cascade.invocations()).isGreaterThan(2);
    System.err.printf("22,000 victims: %s%n", cascade);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
