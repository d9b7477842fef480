package dev.ligature.local.seed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.datafaker.Faker;

/** Writes the texts of a blog; the same seed gives the same texts. One thread at a time. */
final class BlogTexts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SENTENCES = 4;

  private final Random random;
  private final Faker faker;

  BlogTexts(long seed) {
    this.random = new Random(seed);
    this.faker = new Faker(Locale.ENGLISH, random);
  }

  /**
   * An author with what was written on the blog.
   *
   * @param posts each with its comments
   */
  record AuthorTexts(ObjectNode author, List<PostTexts> posts) {}

  /** A post and the comments on it, without the ids that join them. */
  record PostTexts(ObjectNode post, List<ObjectNode> comments) {}

  AuthorTexts author(int posts, int commentsPerPost) {
    ObjectNode author =
        JSON.createObjectNode()
            .put("name", faker.name().fullName())
            .put("bio", "%s from %s".formatted(faker.job().title(), faker.address().city()));
    List<PostTexts> written = new ArrayList<>();
    for (int i = 0; i < posts; i++) {
      written.add(post(commentsPerPost));
    }
    return new AuthorTexts(author, written);
  }

  private PostTexts post(int commentCount) {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < SENTENCES; i++) {
      content.append(i == 0 ? "" : " ").append(sentence());
    }
    ObjectNode post =
        JSON.createObjectNode()
            .put("title", faker.book().title())
            .put("content", content.toString())
            .put("published", random.nextInt(5) > 0);
    List<ObjectNode> comments = new ArrayList<>();
    for (int i = 0; i < commentCount; i++) {
      comments.add(
          JSON.createObjectNode()
              .put("content", faker.yoda().quote())
              .put("commenterName", faker.name().fullName()));
    }
    return new PostTexts(post, comments);
  }

  private String sentence() {
    return "We need to %s the %s %s %s through the %s."
        .formatted(
            faker.hacker().verb(),
            faker.hacker().adjective(),
            faker.hacker().abbreviation(),
            faker.hacker().noun(),
            faker.app().name());
  }
}
