package dev.ligature.local.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.seed.BlogTexts.AuthorTexts;
import dev.ligature.local.seed.BlogTexts.PostTexts;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A blog to be created: so many authors, with posts and comments each.
 *
 * @param posts of each author
 * @param comments on each post
 * @param seed decides every text
 */
public record BlogSeed(int authors, int posts, int comments, long seed) {
  // Texts are made and kept for so many comments at a time.
  private static final int CHUNK = 10_000;

  /** How many entities it has. */
  public long size() {
    return (long) authors * (1 + posts + (long) posts * comments);
  }

  /**
   * Creates all of it, parents first.
   *
   * @param concurrency requests under way at once
   * @param created told how many entities were created, again and again, from many threads
   * @return the authors' ids, in the order of the seed
   * @throws SeedException if the API refuses something
   */
  public List<String> create(URI api, int concurrency, IntConsumer created) {
    BlogTexts texts = new BlogTexts(seed);
    int perAuthor = Math.max(1, posts * Math.max(1, comments));
    int step = Math.max(1, CHUNK / perAuthor);
    List<String> ids = new ArrayList<>();
    try (BatchCreator creator = new BatchCreator(api, concurrency, created)) {
      for (int from = 0; from < authors; from += step) {
        List<AuthorTexts> chunk = new ArrayList<>();
        for (int i = from; i < Math.min(authors, from + step); i++) {
          chunk.add(texts.author(posts, comments));
        }
        ids.addAll(create(creator, chunk));
      }
    }
    return ids;
  }

  private static List<String> create(BatchCreator creator, List<AuthorTexts> chunk) {
    List<String> authorIds =
        creator.create("authors", chunk.stream().map(AuthorTexts::author).toList());
    List<ObjectNode> posts = new ArrayList<>();
    List<List<ObjectNode>> commentsByPost = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      for (PostTexts written : chunk.get(i).posts()) {
        posts.add(written.post().put("authorId", authorIds.get(i)));
        commentsByPost.add(written.comments());
      }
    }
    List<String> postIds = creator.create("posts", posts);
    List<ObjectNode> comments = new ArrayList<>();
    for (int i = 0; i < postIds.size(); i++) {
      for (ObjectNode comment : commentsByPost.get(i)) {
        comments.add(comment.put("postId", postIds.get(i)));
      }
    }
    creator.create("comments", comments);
    return authorIds;
  }
}
