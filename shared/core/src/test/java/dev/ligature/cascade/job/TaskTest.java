package dev.ligature.cascade.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.bucket.Json;
import dev.ligature.cascade.job.Task.Work;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  private static final List<Victim> VICTIMS =
      List.of(
          new Victim(new UUID(1, 2), new Victim.Cause("posts.authorId", new UUID(5, 6)), false));

  /** One of each kind. */
  private static final List<Work> KINDS =
      List.of(
          new Work.Root(),
          new Work.Condemn("posts", VICTIMS),
          new Work.Judge("posts.authorId", VICTIMS),
          new Work.Delete("posts", VICTIMS),
          new Work.Expand("posts", List.of(new UUID(3, 4)), "comments.postId", "refs/x"));

  @Test
  void everyKindOfWorkIsReadAsItWasWritten() {
    assertThat(Work.class.getPermittedSubclasses())
        .as("the kinds of Task.Work, of each of which this test has an example")
        .containsExactlyInAnyOrderElementsOf(KINDS.stream().map(Work::getClass).toList());
    for (Work work : KINDS) {
      byte[] stored = Json.write(new Task(TaskId.root(), work).toJson(Instant.EPOCH));
      assertThat(Json.read("a task", stored, Work.class)).isEqualTo(work);
    }
  }

  @Test
  void anIdIsReadAsItWasWrittenAndSortsBehindTheOneItFollowsFrom() {
    TaskId first = TaskId.first(7);
    TaskId next = first.following(TaskId.Phase.CONDEMN, 7, "work", true);

    assertThat(List.of(TaskId.root(), first, next))
        .allSatisfy(id -> assertThat(TaskId.parse(id.toString())).isEqualTo(id));
    assertThat(next.toString()).isGreaterThan(first.toString());
    assertThat(TaskId.root().toString()).isGreaterThan(next.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "watch",
        "5.000000-00000000-0000-0000-0000-000000000000",
        "1.1-00000000-0000-0000-0000-000000000000",
        "1.000001-x",
        "1.000001.7-00000000-0000-0000-0000-000000000000"
      })
  void whatIsNoIdIsRefused(String text) {
    assertThatThrownBy(() -> TaskId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }
}
