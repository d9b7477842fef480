package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The blog of the guide over HTTP. */
class BlogTest {
  @RegisterExtension static final RunningStack stack = new RunningStack();

  @Test
  void deletingAnAuthorTakesProfilePostsAndCommentsAndLeavesNoKeyOfTheirs() {
    Api api = stack.api();
    String other = api.create("authors", "{\"name\":\"Grace\"}");
    String author = api.create("authors", "{\"name\":\"Ada\"}");
    api.create("profiles", "{\"authorId\":\"%s\",\"bio\":\"First\"}".formatted(author));
    for (int i = 0; i < 3; i++) {
      String post =
          api.create(
              "posts",
              "{\"title\":\"T%d\",\"content\":\"C\",\"authorId\":\"%s\"}".formatted(i, author));
      for (int j = 0; j < 4; j++) {
        api.create(
            "comments",
            "{\"content\":\"c%d\",\"postId\":\"%s\",\"commenterName\":\"N\"}".formatted(j, post));
      }
    }

    Answer deleted = api.delete("/authors/" + author);

    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
    assertThat(deleted.text("state")).isEqualTo("completed");
    assertThat(deleted.body().path("cascaded").asInt()).isEqualTo(16);
    assertThat(stack.keys("data/")).containsExactly("data/authors/" + other + ".json");
    assertThat(stack.keys("refs/")).isEmpty();
    assertThat(stack.keys("claims/")).isEmpty();
    assertThat(api.get("/authors/" + author).status()).isEqualTo(404);
  }
}
