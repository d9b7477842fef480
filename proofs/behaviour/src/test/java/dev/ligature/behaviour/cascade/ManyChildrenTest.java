package dev.ligature.behaviour.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.bucket.JobState;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A parent with very many children is handled page by page: memory and the time of an invocation
 * follow the page, not the children. The module's tests run in a heap of 512 MB. (A million
 * children take 10 s, with the system property {@code children}.)
 */
class ManyChildrenTest {

  private static final int CHILDREN = Integer.getInteger("children", 300_000);

  /** What follows the end of a budget: at most a chunk of twice a page, read, and its journal. */
  private static final Duration SAFE_POINT = Duration.ofMillis(2 * ObjectStore.MAX_BATCH + 200);

  private static final Schema LEAVES =
      Schema.builder()
          .model("Parent", "parents")
          .hasMany("Child", "parentId")
          .onDelete(OnDelete.CASCADE)
          .model("Child", "children")
          .foreignKey("parentId", "Parent")
          .required()
          .build();

  private static final Schema WITH_GRANDCHILDREN =
      Schema.builder()
          .model("Parent", "parents")
          .hasMany("Child", "parentId")
          .onDelete(OnDelete.CASCADE)
          .model("Child", "children")
          .foreignKey("parentId", "Parent")
          .required()
          .hasMany("Grandchild", "childId")
          .onDelete(OnDelete.CASCADE)
          .model("Grandchild", "grandchildren")
          .foreignKey("childId", "Child")
          .required()
          .build();

  private final MadeUpChildren store = new MadeUpChildren(CHILDREN);
  private final Platform platform = platform(store);
  private final Deque<TaskMessage> messages = new ArrayDeque<>();
  private final TaskQueue queue =
      (message, delay) -> {
        if (delay.isZero()) {
          messages.add(message);
        }
      };

  private static Platform platform(MadeUpChildren store) {
    Platform real = SystemPlatform.create();
    return new Platform(
        store.clock(), real.ids(), real.random(), real.parallel(), real.waiter(), Steps.all());
  }

  private DeleteResult delete(Schema schema, CascadeSettings settings) {
    ModelDefinition model = schema.model("Parent").orElseThrow();
    return Engine.of(
            EngineConfig.of(schema, store)
                .withPlatform(platform)
                .withQueue(queue)
                .withCascades(settings))
        .cascade()
        .delete(model, MadeUpChildren.PARENT, DeleteOptions.defaults());
  }

  @Test
  void childrenThatNothingRefersToAreDeletedPageByPage() {
    CascadeSettings inline =
        CascadeSettings.defaults().withInline(Duration.ofDays(1), Integer.MAX_VALUE);

    assertThat(delete(LEAVES, inline))
        .isInstanceOfSatisfying(
            DeleteResult.Accepted.class,
            accepted -> {
              assertThat(accepted.state()).isEqualTo(JobState.COMPLETED);
              assertThat(accepted.cascaded()).isEqualTo(CHILDREN);
            });
    assertThat(store.deleted()).isEqualTo(CHILDREN);
    assertThat(store.mostHeld())
        .as("children read and not yet deleted")
        .isLessThanOrEqualTo(2L * ObjectStore.MAX_BATCH);
  }

  @Test
  void childrenThatHaveChildrenAreHandedOnPageByPageAndNoInvocationOutlivesItsTime() {
    Duration time = Duration.ofSeconds(20);
    CascadeSettings queued = CascadeSettings.defaults().withInline(Duration.ZERO, 0);
    CascadeWorker worker =
        Engine.of(
                EngineConfig.of(WITH_GRANDCHILDREN, store)
                    .withPlatform(platform)
                    .withQueue(queue)
                    .withCascades(queued))
            .worker();
    UUID job = ((DeleteResult.Accepted) delete(WITH_GRANDCHILDREN, queued)).jobId();

    int invocations = 0;
    while (!messages.isEmpty()) {
      Instant begun = platform.clock().instant();
      TaskMessage message = messages.removeFirst();
      worker.work(message, Budget.until(platform.clock(), begun.plus(time)));
      assertThat(Duration.between(begun, platform.clock().instant()))
          .as("time of invocation %s", ++invocations)
          .isLessThanOrEqualTo(time.plus(SAFE_POINT));
    }

    JobService jobs =
        Engine.of(
                EngineConfig.of(WITH_GRANDCHILDREN, store)
                    .withPlatform(platform)
                    .withQueue(queue)
                    .withCascades(queued))
            .jobs();
    assertThat(jobs.get(job).orElseThrow().job())
        .satisfies(
            done -> {
              assertThat(done.state()).isEqualTo(JobState.COMPLETED);
              assertThat(done.totals().cascaded()).isEqualTo(CHILDREN);
            });
    assertThat(store.mostHeld())
        .as("children read and not yet in a task")
        .isLessThanOrEqualTo(2L * ObjectStore.MAX_BATCH);
    assertThat(invocations).isGreaterThan(CHILDREN / queued.taskSize());
  }
}
