package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.simulation.PassThrough;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The way of one delete through the code, from the gateway's event to the last request of its
 * cascade. Whoever reads it should meet few types, and none twice on the way down.
 */
class DeleteWalkTest {

  private static final int MOST_TYPES = 40;

  /** They run what they are given, as a loop does, and so are no stations of the way. */
  private static final Set<String> LIKE_STATEMENTS =
      Set.of("Steps", "VirtualThreads", "Cas", "Invocation");

  /** What this test puts between. */
  private static final Set<String> OF_THE_TEST =
      Set.of("Deployment", "RoleStore", "RequestCounter", "PassThrough", "DeleteWalkTest");

  private final ConcurrentLinkedQueue<List<String>> ways = new ConcurrentLinkedQueue<>();
  private final Deployment api = new Deployment(Map.of(), Walked::new);

  private final UUID author = api.create("authors", "{\"name\": \"Ada\"}");

  DeleteWalkTest() {
    api.create("profiles", "{\"bio\": \"Countess\", \"authorId\": \"" + author + "\"}");
    UUID post =
        api.create(
            "posts", "{\"title\": \"T\", \"content\": \"C\", \"authorId\": \"" + author + "\"}");
    api.create(
        "comments",
        "{\"content\": \"X\", \"commenterName\": \"Bob\", \"postId\": \"" + post + "\"}");
    ways.clear();
  }

  @Test
  void aDeletePassesFewTypesAndNoneTwiceOnTheWayDown() {
    assertThat(api.delete("/authors/" + author).status()).isEqualTo(200);

    assertFewTypesAndNoneTwice();
  }

  @Test
  void aDeleteThroughTheQueueDoesToo() {
    assertThat(api.delete("/authors/" + author, "Prefer", "respond-async").status()).isEqualTo(202);
    assertThat(api.work()).isPositive();

    assertFewTypesAndNoneTwice();
  }

  private void assertFewTypesAndNoneTwice() {
    Set<String> types = new HashSet<>();
    ways.forEach(types::addAll);
    assertThat(types).hasSizeBetween(10, MOST_TYPES);
    assertThat(ways).allSatisfy(way -> assertThat(way).doesNotHaveDuplicates());
  }

  /** From the event down to a request of the store: the types, each as often as it is come to. */
  private static List<String> way() {
    List<String> way = new ArrayList<>();
    StackTraceElement[] frames = Thread.currentThread().getStackTrace();
    for (int i = frames.length - 1; i >= 0; i--) {
      String type = frames[i].getClassName().replaceAll("\\$.*", "");
      String name = type.substring(type.lastIndexOf('.') + 1);
      boolean station =
          type.startsWith("dev.ligature.")
              && !LIKE_STATEMENTS.contains(name)
              && !OF_THE_TEST.contains(name);
      if (station && (way.isEmpty() || !way.getLast().equals(type))) {
        way.add(type);
      }
    }
    return way;
  }

  private final class Walked extends PassThrough {

    Walked(ObjectStore store) {
      super(store);
    }

    @Override
    public Optional<StoredObject> get(String key) {
      ways.add(way());
      return super.get(key);
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      ways.add(way());
      return super.put(key, body, precondition);
    }

    @Override
    public DeleteOutcome delete(String key, Precondition precondition) {
      ways.add(way());
      return super.delete(key, precondition);
    }

    @Override
    public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
      ways.add(way());
      return super.deleteAll(deletions);
    }

    @Override
    public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
      ways.add(way());
      return super.list(prefix, startAfter, limit);
    }
  }
}
