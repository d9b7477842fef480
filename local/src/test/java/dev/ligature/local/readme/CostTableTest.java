package dev.ligature.local.readme;

import static dev.ligature.store.RequestCounter.Operation.DELETE_BATCH;
import static dev.ligature.store.RequestCounter.Operation.GET;
import static dev.ligature.store.RequestCounter.Operation.LIST;
import static dev.ligature.store.RequestCounter.Operation.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.Ligature;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.local.TestCredentials;
import dev.ligature.models.Models;
import dev.ligature.models.blog.Author;
import dev.ligature.models.blog.Comment;
import dev.ligature.models.blog.Post;
import dev.ligature.models.blog.Profile;
import dev.ligature.models.shop.Category;
import dev.ligature.models.shop.Product;
import dev.ligature.models.shop.Tag;
import dev.ligature.s3server.S3Server;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.RequestCounter.Operation;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import dev.ligature.sweep.SweepOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Rows of the README's cost table that the API's own price list, RequestCostTest, does not pin. */
class CostTableTest {
  private static final String BUCKET = "bucket";
  private static final int LEAVES = 1_000;

  /** As many as the sweeper function does of each step unless its event says otherwise. */
  private static final int SCHEDULED_SLICES = 10;

  /** The caller does it all: what a delete costs is counted to its end. */
  private static final CascadeSettings INLINE =
      CascadeSettings.defaults().withInline(Duration.ofMinutes(4), Integer.MAX_VALUE);

  private S3Server server;
  private S3Client client;
  private RequestCounter requests;
  private Ligature ligature;

  @BeforeEach
  void open() throws IOException {
    server = S3Server.builder().start();
    server.createBucket(BUCKET);
    client = S3Clients.create(TestCredentials.at(server.endpoint()));
    requests = new RequestCounter(new S3ObjectStore(client, BUCKET));
    ligature =
        Ligature.builder().schema(new Models().schema()).store(requests).settings(INLINE).build();
    // Once in its life a program asks which schema the bucket is at.
    create(Author.class, new Author("Eva", null));
  }

  @AfterEach
  void close() {
    ligature.close();
    client.close();
    server.close();
  }

  private <T> UUID create(Class<T> model, T value) {
    return ligature.service(model).create(value).orThrow().id();
  }

  private Map<Operation, Long> cost(Runnable work) {
    requests.reset();
    work.run();
    Map<Operation, Long> counts = new TreeMap<>(requests.counts());
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  @Test
  void aUniqueValueCostsAGetAndAPutMore() {
    assertThat(cost(() -> create(Tag.class, new Tag("ink")))).isEqualTo(Map.of(PUT, 2L, GET, 1L));
  }

  @Test
  void thePlaceOfAHasOneCostsAGetAndAPutMore() {
    UUID author = create(Author.class, new Author("Ada", null));

    assertThat(cost(() -> create(Profile.class, new Profile(author, "…"))))
        .isEqualTo(Map.of(PUT, 3L, GET, 2L));
  }

  @Test
  void anIndexedFieldCostsAPutMore() {
    UUID category = create(Category.class, new Category("Pens", null));

    assertThat(cost(() -> create(Product.class, new Product("Pen", BigDecimal.ONE, category))))
        .isEqualTo(Map.of(PUT, 3L, GET, 1L));
  }

  @Test
  void aCascadeOverLeavesCostsOneGetForEachAndLittleBesides() throws Exception {
    UUID author = create(Author.class, new Author("Ada", null));
    UUID post = create(Post.class, new Post("Hello", "…", author, true));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < LEAVES; i++) {
        threads.submit(() -> create(Comment.class, new Comment("Hm", post, "Eve")));
      }
    }

    Map<Operation, Long> cost = cost(() -> ligature.service(Post.class).delete(post).orThrow());

    assertThat(cost.get(GET)).isBetween((long) LEAVES, LEAVES + 10L);
    assertThat(cost.get(DELETE_BATCH)).isBetween(LEAVES / 500L, LEAVES / 500L + 3);
    assertThat(cost.get(LIST) + cost.get(PUT)).isLessThanOrEqualTo(3 * LEAVES / 1_000L + 10);
  }

  @Test
  void aSweepThatFindsNothingCostsAFewListings() {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(4));
    SweepOptions scheduled = new SweepOptions(false, deadline, SCHEDULED_SLICES, null);
    UUID author = create(Author.class, new Author("Ada", null));
    create(Post.class, new Post("Hello", "…", author, true));
    ligature.service(Author.class).delete(author).orThrow();
    ligature.sweeper().sweep(scheduled);
    ligature.sweeper().sweep(scheduled);

    assertThat(cost(() -> ligature.sweeper().sweep(scheduled)))
        .isEqualTo(Map.of(LIST, 5L, GET, 1L));
  }
}
