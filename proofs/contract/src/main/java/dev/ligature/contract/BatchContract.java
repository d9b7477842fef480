package dev.ligature.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many deletions in one call, each decided by itself. */
abstract class BatchContract extends StoreTest {

  BatchContract(ObjectStoreContract contract) {
    super(contract);
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void everyKeyGetsItsOwnOutcomeInTheOrderOfTheBatch() {
    String current = write("current", "1");
    String stale = write("stale", "1");
    write("stale", "2");
    write("plain", "1");
    String gone = write("gone", "1");
    store().delete("gone", Precondition.none());

    List<DeleteOutcome> outcomes =
        store()
            .deleteAll(
                List.of(
                    Deletion.ifMatch("gone", gone),
                    Deletion.ifMatch("stale", stale),
                    Deletion.of("never"),
                    Deletion.ifMatch("current", current),
                    Deletion.ifMatch("never either", current),
                    Deletion.of("plain")));

    assertThat(outcomes)
        .containsExactly(
            DeleteOutcome.MISSING,
            DeleteOutcome.CHANGED,
            DeleteOutcome.DELETED,
            DeleteOutcome.DELETED,
            DeleteOutcome.MISSING,
            DeleteOutcome.DELETED);
    assertThat(keys("", 10)).containsExactly("stale");
    assertThat(text("stale")).isEqualTo("2");
  }

  @Test
  void nothingIsDeletedByAnEmptyBatch() {
    write("a", "1");

    assertThat(store().deleteAll(List.of())).isEmpty();
    assertThat(text("a")).isEqualTo("1");
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void awkwardKeysAreDeletedAndNoOthers() {
    List<Deletion> deletions = new ArrayList<>();
    for (String key : AWKWARD_KEYS) {
      deletions.add(Deletion.ifMatch(key, write(key, "body of " + key)));
      write(key + "~", "stays");
    }

    assertThat(store().deleteAll(deletions)).containsOnly(DeleteOutcome.DELETED);
    assertThat(keys("", 100)).hasSize(AWKWARD_KEYS.size()).allMatch(key -> key.endsWith("~"));
  }

  @Test
  void aFullBatchIsDeleted() {
    List<Deletion> deletions = new ArrayList<>();
    for (int i = 0; i < ObjectStore.MAX_BATCH; i++) {
      deletions.add(Deletion.of("refs/" + i));
    }
    for (int i = 0; i < 20; i++) {
      write("refs/" + i * 50, "x");
    }

    assertThat(store().deleteAll(deletions))
        .hasSize(ObjectStore.MAX_BATCH)
        .containsOnly(DeleteOutcome.DELETED);
    assertThat(keys("", 100)).isEmpty();
  }

  @Test
  void aBatchBeyondTheLimitIsNotAllowed() {
    List<Deletion> deletions = new ArrayList<>();
    for (int i = 0; i <= ObjectStore.MAX_BATCH; i++) {
      deletions.add(Deletion.of("refs/" + i));
    }

    assertThatThrownBy(() -> store().deleteAll(deletions))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
