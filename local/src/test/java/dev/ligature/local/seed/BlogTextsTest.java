package dev.ligature.local.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlogTextsTest {
  @Test
  void theSameSeedWritesTheSameBlog() {
    assertThat(blog(7)).isEqualTo(blog(7));
  }

  @Test
  void anotherSeedWritesAnotherBlog() {
    assertThat(blog(8)).isNotEqualTo(blog(7));
  }

  @Test
  void everyAuthorHasAsManyPostsAndCommentsAsAskedFor() {
    assertThat(blog(7))
        .hasSize(3)
        .allSatisfy(
            author ->
                assertThat(author.posts())
                    .hasSize(2)
                    .allSatisfy(post -> assertThat(post.comments()).hasSize(4)));
  }

  private static List<BlogTexts.AuthorTexts> blog(long seed) {
    BlogTexts texts = new BlogTexts(seed);
    return IntStream.range(0, 3).mapToObj(i -> texts.author(2, 4)).toList();
  }
}
