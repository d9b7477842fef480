package dev.ligature.cascade.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.cascade.job.Task.Work;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
      Task task = new Task(Task.rootId(), work);
      assertThat(Task.parse(task.id(), task.toJson(Instant.EPOCH))).isEqualTo(task);
    }
  }
}
