package dev.ligature.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** A test with an empty store, and short words for what tests do with it. */
abstract class StoreTest {

  /** Keys that careless servers and clients trip over, in the order of their UTF-8 bytes. */
  static final List<String> AWKWARD_KEYS =
      List.of(
          "k/ leading space",
          "k/!'()*",
          "k/%2F percent",
          "k/&amp;&",
          "k/+plus",
          "k//doubled",
          "k/<tag attribute=\"x\">",
          "k/=?#[]@:;,$",
          "k/Z",
          "k/\\back",
          "k/o",
          "k/o/a",
          "k/o/a/b",
          "k/z",
          "k/~",
          "k/é",
          "k/日本語",
          "k/\uFFFD replacement",
          "k/😀");

  /** Marks what only a store with conditional deletes can pass. */
  static final String CONDITIONAL_DELETE = "conditional-delete";

  private final ObjectStoreContract contract;
  // Set before every test.
  private @Nullable ObjectStore store;

  StoreTest(ObjectStoreContract contract) {
    this.contract = contract;
  }

  @BeforeEach
  final void openStore(TestInfo test) {
    if (test.getTags().contains(CONDITIONAL_DELETE)) {
      assumeTrue(contract.hasConditionalDeletes(), "This store has no conditional deletes");
    }
    store = contract.newStore();
  }

  final ObjectStore store() {
    if (store == null) {
      throw new IllegalStateException("No test is running");
    }
    return store;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes whatever stands there, and gives the new ETag. */
  final String write(String key, String text) {
    return etag(store().put(key, bytes(text), Precondition.none()));
  }

  static String etag(PutOutcome outcome) {
    assertThat(outcome).isInstanceOf(PutOutcome.Written.class);
    return ((PutOutcome.Written) outcome).etag();
  }

  /** What stands at the key, as text; {@code null} if nothing does. */
  final @Nullable String text(String key) {
    return store()
        .get(key)
        .map(StoredObject::body)
        .map(body -> new String(body, StandardCharsets.UTF_8))
        .orElse(null);
  }

  /** Every key under the prefix, page by page. */
  final List<String> keys(String prefix, int pageSize) {
    List<String> keys = new ArrayList<>();
    String after = null;
    do {
      ObjectPage page = store().list(prefix, after, pageSize);
      assertThat(page.objects()).hasSizeLessThanOrEqualTo(pageSize);
      page.objects().forEach(object -> keys.add(object.key()));
      after = page.next();
    } while (after != null);
    return keys;
  }
}
