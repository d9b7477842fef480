package dev.ligature.simulation.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.data.DeleteResult;
import dev.ligature.data.JobState;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import dev.ligature.store.system.SystemPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A parent with very many children is handled page by page: the memory follows the page, not the
 * children. (A million take 10 s, in a heap of 256 MB, with the system property {@code children}.)
 */
class ManyChildrenTest {

  private static final int CHILDREN = Integer.getInteger("children", 300_000);

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Parent", "parents")
          .hasMany("Child", "parentId")
          .onDelete(OnDelete.CASCADE)
          .model("Child", "children")
          .foreignKey("parentId", "Parent")
          .required()
          .build();

  private static final UUID PARENT = new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0000L);

  /** A bucket whose children are made up as they are asked for, so that it takes no memory. */
  private static final class MadeUp implements ObjectStore {
    private final SimulatedStore rest = new SimulatedStore(InstantSource.system());
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong mostHeld = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();

    private static UUID child(long number) {
      return new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + number);
    }

    @Override
    public Optional<StoredObject> get(String key) {
      if (!key.startsWith("data/children/")) {
        return rest.get(key);
      }
      mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
      String id = key.substring("data/children/".length(), key.length() - ".json".length());
      String body = "{\"id\":\"%s\",\"version\":1,\"parentId\":\"%s\"}".formatted(id, PARENT);
      return Optional.of(
          new StoredObject(key, body.getBytes(StandardCharsets.UTF_8), "\"e\"", null));
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      // Intents are read only after a crash; keeping them would be the test's memory, not core's.
      return rest.put(key, key.endsWith("-intent") ? new byte[] {'{', '}'} : body, precondition);
    }

    @Override
    public DeleteOutcome delete(String key, Precondition precondition) {
      return rest.delete(key, precondition);
    }

    @Override
    public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
      if (deletions.getFirst().key().startsWith("data/children/")) {
        held.addAndGet(-deletions.size());
        deleted.addAndGet(deletions.size());
        return deletions.stream().map(d -> DeleteOutcome.DELETED).toList();
      }
      return rest.deleteAll(deletions);
    }

    @Override
    public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
      if (!prefix.startsWith("refs/")) {
        return rest.list(prefix, startAfter, limit);
      }
      long first =
          startAfter == null
              ? 0
              : UUID.fromString(startAfter.substring(prefix.length())).getLeastSignificantBits()
                  - 0x8000_0000_0000_0000L
                  + 1;
      List<ListedObject> page = new ArrayList<>();
      for (long i = first; i < Math.min(CHILDREN, first + limit); i++) {
        page.add(new ListedObject(prefix + child(i), "\"r\"", Instant.EPOCH, 24));
      }
      boolean more = first + limit < CHILDREN;
      return new ObjectPage(page, more ? page.getLast().key() : null);
    }
  }

  @Test
  void aParentWithVeryManyChildrenIsHandledPageByPage() {
    MadeUp store = new MadeUp();
    store.put(
        "data/parents/" + PARENT + ".json",
        "{\"id\":\"%s\",\"version\":1}".formatted(PARENT).getBytes(StandardCharsets.UTF_8),
        Precondition.ifAbsent());
    CascadeHandler cascade =
        new CascadeHandler(
            SCHEMA,
            store,
            SystemPlatform.create(),
            (job, task, delay) -> {},
            CascadeSettings.defaults().withInline(Duration.ofMinutes(10), Integer.MAX_VALUE));

    DeleteResult result =
        cascade.delete(SCHEMA.model("Parent").orElseThrow(), PARENT, DeleteOptions.defaults());

    assertThat(result)
        .isInstanceOfSatisfying(
            DeleteResult.Accepted.class,
            accepted -> {
              assertThat(accepted.state()).isEqualTo(JobState.COMPLETED);
              assertThat(accepted.cascaded()).isEqualTo(CHILDREN);
            });
    assertThat(store.deleted.get()).isEqualTo(CHILDREN);
    assertThat(store.mostHeld.get())
        .as("children read and not yet deleted")
        .isLessThanOrEqualTo(2L * ObjectStore.MAX_BATCH);
  }
}
