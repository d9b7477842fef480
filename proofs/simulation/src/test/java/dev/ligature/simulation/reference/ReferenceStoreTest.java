package dev.ligature.simulation.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.reference.ReferenceStore.Deletion;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReferenceStoreTest {

  /** b and c refer to a; d refers to b and c: a diamond, with the given rule on d's second key. */
  private static ReferenceStore diamond(OnDelete last) {
    Schema schema =
        Schema.builder()
            .model("A", "as")
            .model("B", "bs")
            .foreignKey("aId", "A")
            .onDelete(OnDelete.CASCADE)
            .model("C", "cs")
            .foreignKey("aId", "A")
            .onDelete(OnDelete.CASCADE)
            .model("D", "ds")
            .foreignKey("bId", "B")
            .onDelete(OnDelete.CASCADE)
            .foreignKey("cId", "C")
            .onDelete(last)
            .build();
    ReferenceStore store = new ReferenceStore(schema);
    store.put("as", "a", Map.of());
    store.put("bs", "b", Map.of("aId", "a"));
    store.put("cs", "c", Map.of("aId", "a"));
    store.put("ds", "d", Map.of("bId", "b", "cId", "c"));
    return store;
  }

  @Test
  void aDiamondIsCountedOnce() {
    Deletion deletion = diamond(OnDelete.CASCADE).delete("a");
    assertThat(deletion.deleted()).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void restrictDoesNotRefuseForARowThatGoesAnyway() {
    assertThat(diamond(OnDelete.RESTRICT).delete("a").refused()).isFalse();
    assertThat(diamond(OnDelete.RESTRICT).delete("c").refused()).isTrue();
  }

  @Test
  void protectRefusesEvenForARowThatWouldGoAnyway() {
    ReferenceStore store = diamond(OnDelete.PROTECT);
    assertThat(store.delete("a").protectedBy())
        .containsExactly(new ReferenceStore.Key("ds", "d", "cId"));
    assertThat(store.rows()).hasSize(4);
  }

  @Test
  void setNullLeavesTheRowWithoutItsKey() {
    ReferenceStore store = diamond(OnDelete.SET_NULL);
    assertThat(store.delete("c").nulled())
        .containsExactly(new ReferenceStore.Key("ds", "d", "cId"));
    Map<String, @Nullable String> keys = new HashMap<>();
    keys.put("bId", "b");
    keys.put("cId", null);
    assertThat(store.rows().get("d").keys()).isEqualTo(keys);
  }

  @Test
  void doNothingLeavesAnOrphan() {
    ReferenceStore store = diamond(OnDelete.DO_NOTHING);
    assertThat(store.delete("c").orphaned()).hasSize(1);
    assertThat(store.orphans()).containsExactly(new ReferenceStore.Key("ds", "d", "cId"));
  }

  @Test
  void aCycleEndsWithEveryRowDeletedOnce() {
    Schema schema =
        Schema.builder()
            .model("A", "as")
            .foreignKey("bId", "B")
            .onDelete(OnDelete.CASCADE)
            .model("B", "bs")
            .foreignKey("aId", "A")
            .onDelete(OnDelete.CASCADE)
            .build();
    ReferenceStore store = new ReferenceStore(schema);
    store.put("as", "a", Map.of("bId", "b"));
    store.put("bs", "b", Map.of("aId", "a"));
    assertThat(store.delete("b").deleted()).containsExactlyInAnyOrder("a", "b");
    assertThat(store.rows()).isEmpty();
  }
}
