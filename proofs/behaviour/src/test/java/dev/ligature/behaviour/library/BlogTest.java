package dev.ligature.behaviour.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.Ligature;
import dev.ligature.Listing;
import dev.ligature.S3DataService;
import dev.ligature.SaveResult;
import dev.ligature.Stored;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.CascadeResult;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.RejectedDeleteException;
import dev.ligature.data.write.RejectedWriteException;
import dev.ligature.data.write.WriteResult;
import dev.ligature.models.Models;
import dev.ligature.models.blog.AuditEntry;
import dev.ligature.models.blog.Author;
import dev.ligature.models.blog.Comment;
import dev.ligature.models.blog.Post;
import dev.ligature.models.blog.Profile;
import dev.ligature.models.shop.Customer;
import dev.ligature.models.shop.Invoice;
import dev.ligature.models.shop.Order;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.RequestCounter.Operation;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guide's blog, written as a program that uses the library would write it. */
class BlogTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final SimulatedStore bucket = new SimulatedStore(InstantSource.system());
  private final RequestCounter counter = new RequestCounter(bucket);
  private final Ligature ligature =
      Ligature.builder().schema(new Models().schema()).store(counter).build();
  private final S3DataService<Author> authors = ligature.service(Author.class);
  private final S3DataService<Post> posts = ligature.service(Post.class);
  private final S3DataService<Comment> comments = ligature.service(Comment.class);
  private final S3DataService<Profile> profiles = ligature.service(Profile.class);

  @AfterEach
  void close() {
    ligature.close();
  }

  private Stored<Author> blog(String name, int postCount, int commentCount) {
    Stored<Author> author = authors.create(new Author(name, null)).orThrow();
    profiles.create(new Profile(author.id(), name + " at large")).orThrow();
    for (int p = 0; p < postCount; p++) {
      Post post = new Post(name + " no. " + p, "…", author.id(), false);
      UUID postId = posts.create(post).orThrow().id();
      for (int c = 0; c < commentCount; c++) {
        comments.create(new Comment("well said", postId, "reader " + c)).orThrow();
      }
    }
    return author;
  }

  private List<String> keysOfData() {
    return bucket.keys().stream()
        .filter(key -> !key.startsWith("jobs/") && !key.startsWith("schema/"))
        .toList();
  }

  @Test
  void deletingAnAuthorTakesPostsCommentsAndProfileAndLeavesNoKeyOfTheirs() {
    blog("Bob", 2, 1);
    List<String> before = keysOfData();
    Stored<Author> ann = blog("Ann", 3, 4);

    CascadeResult result =
        ligature
            .cascade()
            .handleDelete(ligature.entities().get(authors.model(), ann.id()).orElseThrow());

    assertThat(result.state()).isEqualTo(JobState.COMPLETED);
    assertThat(result.cascaded()).isEqualTo(16);
    assertThat(result.setNull()).isZero();
    assertThat(result.protectedBy()).isEmpty();
    assertThat(keysOfData()).isEqualTo(before);
    assertThat(authors.exists(ann.id())).isFalse();
    assertThat(authors.list().items()).extracting(a -> a.value().name()).containsExactly("Bob");
  }

  @Test
  void whatTheCallerLeavesTheProgramsOwnWorkersFinish() {
    Stored<Author> ann = blog("Ann", 3, 4);

    DeleteResult.Accepted accepted = authors.delete(ann.id(), DeleteOptions.async()).orThrow();

    assertThat(accepted.state()).isEqualTo(JobState.RUNNING);
    var job = ligature.await(accepted.jobId(), LONG).orElseThrow().job();
    assertThat(job.state()).isEqualTo(JobState.COMPLETED);
    assertThat(job.totals().cascaded()).isEqualTo(16);
    assertThat(keysOfData()).isEmpty();
  }

  @Test
  void aJobThatAProgramLeftIsTakenUpByTheNextOne() {
    UUID jobId;
    try (Ligature careless =
        Ligature.builder()
            .schema(new Models().schema())
            .store(bucket)
            .queue((message, delay) -> {})
            .settings(CascadeSettings.defaults().withInline(Duration.ZERO, 0))
            .build()) {
      Stored<Author> ann = blog("Ann", 3, 4);
      jobId = careless.service(Author.class).delete(ann.id()).orThrow().jobId();
      assertThat(careless.jobs().get(jobId).orElseThrow().pendingTasks()).isPositive();
    }

    assertThat(ligature.resume()).isEqualTo(1);

    assertThat(ligature.await(jobId, LONG).orElseThrow().job().state())
        .isEqualTo(JobState.COMPLETED);
    assertThat(keysOfData()).isEmpty();
    assertThat(ligature.resume()).isZero();
  }

  @Test
  void theSweeperRemovesWhatAnAuthorLeftBehind() {
    try (Ligature impatient =
        Ligature.builder()
            .schema(new Models().schema())
            .store(bucket)
            .sweeping(SweepSettings.defaults().withOrphanGrace(Duration.ZERO))
            .build()) {
      Stored<Author> ann = blog("Ann", 1, 1);
      S3DataService<AuditEntry> log = impatient.service(AuditEntry.class);
      Stored<AuditEntry> entry = log.create(new AuditEntry(ann.id(), "wrote")).orThrow();
      impatient.service(Author.class).delete(ann.id()).orThrow();
      assertThat(log.get(entry.id())).contains(entry);

      SweepReport report = impatient.sweeper().sweep(SweepOptions.whole(Instant.now().plus(LONG)));

      assertThat(report.of(Finding.ORPHAN_TO_REMOVE).found()).isEqualTo(1);
      assertThat(log.exists(entry.id())).isFalse();
      assertThat(keysOfData()).noneMatch(key -> key.startsWith("data/") || key.startsWith("refs/"));
    }
  }

  @Test
  void theGuidesWordsTellWhatRefusesADelete() {
    S3DataService<Customer> customers = ligature.service(Customer.class);
    Stored<Customer> cora = customers.create(new Customer("Cora", "cora@example.org")).orThrow();
    Order order = new Order(cora.id(), Instant.parse("2026-01-31T12:00:00.5Z"));
    Stored<Order> stored = ligature.service(Order.class).create(order).orThrow();
    assertThat(stored.value()).isEqualTo(order);
    ObjectNode line =
        Json.object()
            .put("orderId", stored.id().toString())
            .put("article", "ink")
            .put("quantity", 1);
    UUID lineId = ligature.service("OrderLine").create(line).orThrow().id();
    ligature.service(Invoice.class).create(new Invoice("R-1", lineId)).orThrow();
    List<String> before = keysOfData();

    CascadeResult result = ligature.cascade().handleDelete(customers.model(), cora.id());

    assertThat(result.refused()).isTrue();
    assertThat(result.cascaded()).isZero();
    assertThat(result.protectedBy()).isNotEmpty();
    assertThat(Json.mapper().valueToTree(result).has("protected")).isTrue();
    assertThat(keysOfData()).isEqualTo(before);
    assertThatThrownBy(() -> customers.delete(cora.id()).orThrow())
        .isInstanceOf(RejectedDeleteException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void aRecordComesBackAsItWasStoredAndChangesUnderItsVersion() {
    Stored<Author> ann = authors.create(new Author("Ann", "born 1970")).orThrow();
    assertThat(authors.get(ann.id())).contains(ann);

    Stored<Author> changed = authors.update(ann.with(new Author("Anna", null))).orThrow();
    assertThat(changed.version()).isEqualTo(2);
    assertThat(authors.get(ann.id())).contains(changed);

    assertThat(authors.update(ann.with(new Author("Annie", null))))
        .isEqualTo(new SaveResult.Rejected<Author>(new WriteResult.VersionMismatch(2)));
    assertThat(authors.patch(ann.id(), Json.object().put("bio", "new")).orThrow().value())
        .isEqualTo(new Author("Anna", "new"));
  }

  @Test
  void aPostOfNobodyIsRefusedAndLeavesNothing() {
    Post post = new Post("Hello", "…", new UUID(1, 2), true);
    assertThat(posts.create(post)).isInstanceOf(SaveResult.Rejected.class);
    assertThatThrownBy(() -> posts.create(post).orThrow())
        .isInstanceOf(RejectedWriteException.class)
        .hasMessageContaining("authorId");
    assertThat(keysOfData()).isEmpty();
  }

  @Test
  void aQueryByForeignKeyReadsOnlyWhatItFinds() {
    Stored<Author> ann = blog("Ann", 3, 1);
    blog("Bob", 40, 0);
    counter.reset();

    Listing<Post> hers = ligature.query(Post.class).where("authorId", ann.id()).page();

    assertThat(hers.items()).extracting(p -> p.value().authorId()).containsOnly(ann.id());
    assertThat(hers.items()).hasSize(3);
    assertThat(counter.counts()).containsEntry(Operation.LIST, 1L).containsEntry(Operation.GET, 3L);
    assertThat(counter.total()).isEqualTo(4);
    assertThat(ligature.query(Post.class).limit(10).stream()).hasSize(43);
    assertThat(ligature.query(Post.class).where("title", "Bob no. 39").first()).isPresent();
  }

  @Test
  void theResolverFetchesEachDistinctEntityOnceInBothDirections() {
    Stored<Author> ann = blog("Ann", 3, 4);
    Stored<Author> bob = blog("Bob", 2, 4);
    List<Stored<Post>> all = posts.list().items();

    counter.reset();
    List<Stored<Post>> twice = new ArrayList<>(all);
    twice.addAll(all);
    Map<UUID, Stored<Author>> parents = ligature.resolver().parents(twice, "author", Author.class);
    assertThat(parents).containsOnlyKeys(ann.id(), bob.id());
    assertThat(parents.get(ann.id())).isEqualTo(ann);
    assertThat(counter.counts()).containsEntry(Operation.GET, 2L);
    assertThat(counter.total()).isEqualTo(2);

    counter.reset();
    Map<UUID, List<Stored<Comment>>> replies =
        ligature.resolver().children(twice, "comments", Comment.class);
    assertThat(replies).hasSize(5);
    assertThat(replies.values()).allSatisfy(found -> assertThat(found).hasSize(4));
    assertThat(counter.counts())
        .containsEntry(Operation.LIST, 5L)
        .containsEntry(Operation.GET, 20L);
    assertThat(counter.total()).isEqualTo(25);

    counter.reset();
    Map<UUID, Stored<Profile>> found =
        ligature.resolver().child(List.of(ann, bob, ann), "profile", Profile.class);
    assertThat(found.get(bob.id()).value().bio()).isEqualTo("Bob at large");
    assertThat(counter.counts()).containsEntry(Operation.LIST, 2L).containsEntry(Operation.GET, 2L);
    assertThat(counter.total()).isEqualTo(4);
  }

  @Test
  void childrenAreCompleteBeyondOneListing() {
    Stored<Author> ann = authors.create(new Author("Ann", null)).orThrow();
    for (int p = 0; p < 1_203; p++) {
      posts.create(new Post("no. " + p, "…", ann.id(), false)).orThrow();
    }
    assertThat(
            ligature.resolver().children(List.of(ann), "posts", Post.class).get(ann.id()).stream()
                .map(Stored::id)
                .distinct())
        .hasSize(1_203);
  }
}
