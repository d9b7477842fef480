package dev.ligature.behaviour.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.Bodies;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.system.SystemPlatform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The cascade with one caller, no faults: what it does, and what is left in the bucket. */
class CascadeTest {

  private static final Schema BLOG =
      Schema.builder()
          .model("Author", "authors")
          .field("name", FieldType.STRING)
          .required()
          .hasMany("Post", "authorId")
          .onDelete(OnDelete.CASCADE)
          .hasOne("Profile", "authorId")
          .onDelete(OnDelete.CASCADE)
          .model("Profile", "profiles")
          .foreignKey("authorId", "Author")
          .required()
          .model("Post", "posts")
          .field("title", FieldType.STRING)
          .foreignKey("authorId", "Author")
          .required()
          .hasMany("Comment", "postId")
          .onDelete(OnDelete.CASCADE)
          .model("Comment", "comments")
          .foreignKey("postId", "Post")
          .required()
          .hasMany("Flag", "commentId")
          .onDelete(OnDelete.SET_NULL)
          .model("Flag", "flags")
          .foreignKey("commentId", "Comment")
          .model("Customer", "customers")
          .hasMany("Order", "customerId")
          .onDelete(OnDelete.CASCADE)
          .model("Order", "orders")
          .foreignKey("customerId", "Customer")
          .required()
          .hasMany("Invoice", "orderId")
          .onDelete(OnDelete.PROTECT)
          .model("Invoice", "invoices")
          .foreignKey("orderId", "Order")
          .required()
          .build();

  private final SimulatedStore bucket = new SimulatedStore(java.time.InstantSource.system());
  private final RequestCounter store = new RequestCounter(bucket);
  private final Platform platform = SystemPlatform.create();
  private final Deque<TaskMessage> queue = new ArrayDeque<>();
  private final CascadeSettings settings = CascadeSettings.defaults();
  private final EntityService entities =
      Engine.of(EngineConfig.of(BLOG, store).withPlatform(platform)).entities();
  private final CascadeHandler cascade =
      Engine.of(
              EngineConfig.of(BLOG, store)
                  .withPlatform(platform)
                  .withQueue((message, delay) -> queue.add(message))
                  .withCascades(settings))
          .cascade();
  private final CascadeWorker worker =
      Engine.of(
              EngineConfig.of(BLOG, store)
                  .withPlatform(platform)
                  .withQueue((message, delay) -> queue.add(message))
                  .withCascades(settings))
          .worker();
  private final JobService jobs =
      Engine.of(
              EngineConfig.of(BLOG, store)
                  .withPlatform(platform)
                  .withQueue((message, delay) -> queue.add(message))
                  .withCascades(settings))
          .jobs();

  private UUID create(String model, Object... fields) {
    ObjectNode json = Json.object();
    for (int i = 0; i < fields.length; i += 2) {
      json.put((String) fields[i], fields[i + 1].toString());
    }
    return entities.create(BLOG.model(model).orElseThrow(), json).orThrow().id();
  }

  private DeleteResult delete(String model, UUID id, DeleteOptions options) {
    return cascade.delete(BLOG.model(model).orElseThrow(), id, options);
  }

  private void drain() {
    while (!queue.isEmpty()) {
      TaskMessage message = queue.removeFirst();
      worker.work(
          message, Budget.until(platform.clock(), platform.clock().instant().plusSeconds(60)));
    }
  }

  private UUID authorWithPosts(int posts, int comments) {
    UUID author = create("Author", "name", "Ada");
    create("Profile", "authorId", author);
    for (int p = 0; p < posts; p++) {
      UUID post = create("Post", "title", "t" + p, "authorId", author);
      for (int c = 0; c < comments; c++) {
        create("Comment", "postId", post);
      }
    }
    return author;
  }

  private List<String> keysOfData() {
    return bucket.keys().stream()
        .filter(k -> !k.startsWith("jobs/") && !k.startsWith("schema/"))
        .toList();
  }

  @Test
  void anAuthorGoesWithAllThatIsHersAndNothingIsLeft() {
    UUID author = authorWithPosts(3, 4);
    UUID other = authorWithPosts(1, 1);
    store.reset();

    DeleteResult result = delete("Author", author, DeleteOptions.defaults());

    assertThat(result).isInstanceOf(DeleteResult.Accepted.class);
    DeleteResult.Accepted accepted = (DeleteResult.Accepted) result;
    assertThat(accepted.state()).isEqualTo(JobState.COMPLETED);
    assertThat(accepted.cascaded()).isEqualTo(16);
    assertThat(keysOfData()).hasSize(8).anyMatch(k -> k.contains(other.toString()));
  }

  @Test
  void aDeleteThroughTheQueueDoesTheSame() {
    UUID author = authorWithPosts(3, 4);
    DeleteResult.Accepted accepted =
        (DeleteResult.Accepted) delete("Author", author, DeleteOptions.async());
    assertThat(accepted.state()).isEqualTo(JobState.RUNNING);
    drain();
    assertThat(jobs.get(accepted.jobId()).orElseThrow().job().state())
        .isEqualTo(JobState.COMPLETED);
    assertThat(jobs.get(accepted.jobId()).orElseThrow().job().totals().cascaded()).isEqualTo(16);
    assertThat(keysOfData()).isEmpty();
  }

  @Test
  void setNullNullsTheKeyOfAChildTwoLevelsDown() {
    UUID author = authorWithPosts(1, 0);
    UUID post = create("Post", "title", "x", "authorId", author);
    UUID comment = create("Comment", "postId", post);
    UUID flag = create("Flag", "commentId", comment);
    DeleteResult.Accepted accepted =
        (DeleteResult.Accepted) delete("Author", author, DeleteOptions.defaults());
    assertThat(accepted.setNull()).isEqualTo(1);
    assertThat(accepted.cascaded()).isEqualTo(4);
    assertThat(keysOfData()).containsExactly("data/flags/" + flag + ".json");
    assertThat(
            entities
                .get(BLOG.model("Flag").orElseThrow(), flag)
                .orElseThrow()
                .fields()
                .path("commentId")
                .isNull())
        .isTrue();
  }

  @Test
  void protectDeepInTheGraphRefusesAndChangesNothing() {
    UUID customer = create("Customer");
    UUID order = create("Order", "customerId", customer);
    create("Order", "customerId", customer);
    UUID invoice = create("Invoice", "orderId", order);
    Map<String, String> before = Bodies.of(bucket, Bodies::ofNoJob);
    DeleteResult result = delete("Customer", customer, DeleteOptions.defaults());
    assertThat(result).isInstanceOf(DeleteResult.Refused.class);
    DeleteResult.Refused refused = (DeleteResult.Refused) result;
    assertThat(refused.protections()).hasSize(1);
    assertThat(refused.protections().getFirst().sampleIds()).containsExactly(invoice);
    assertThat(Bodies.of(bucket, Bodies::ofNoJob)).isEqualTo(before);
    assertThat(bucket.keys().stream().filter(k -> k.startsWith("jobs/")))
        .containsExactly("jobs/" + refused.jobId() + "/job.json");
    assertThat(delete("Invoice", invoice, DeleteOptions.defaults()))
        .isInstanceOf(DeleteResult.Accepted.class);
    DeleteResult.Accepted again =
        (DeleteResult.Accepted) delete("Customer", customer, DeleteOptions.defaults());
    assertThat(again.state()).isEqualTo(JobState.COMPLETED);
    assertThat(again.cascaded()).isEqualTo(2);
    assertThat(keysOfData()).isEmpty();
  }

  @Test
  void aLargeFanOutIsHandledInManyTasksOfBoundedSize() {
    UUID author = authorWithPosts(250, 2);
    DeleteResult.Accepted accepted =
        (DeleteResult.Accepted)
            delete("Author", author, new DeleteOptions(null, Duration.ofMillis(1)));
    drain();
    JobService.Progress progress = jobs.get(accepted.jobId()).orElseThrow();
    assertThat(progress.job().state()).isEqualTo(JobState.COMPLETED);
    assertThat(progress.job().totals().cascaded()).isEqualTo(751);
    assertThat(keysOfData()).isEmpty();
  }
}
