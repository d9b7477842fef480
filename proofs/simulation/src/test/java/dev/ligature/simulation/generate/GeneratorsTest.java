package dev.ligature.simulation.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeneratorsTest {

  private static final int SEEDS = 1000;

  @Test
  void everyShapeOfSchemaComesUp() {
    Set<OnDelete> rules = EnumSet.noneOf(OnDelete.class);
    boolean self = false;
    boolean cycle = false;
    boolean twice = false;
    boolean single = false;
    boolean required = false;
    boolean unique = false;
    for (int seed = 0; seed < SEEDS; seed++) {
      Schema schema = schema(seed);
      Set<String> pairs = new HashSet<>();
      for (ForeignKeyConstraint key : schema.constraints()) {
        rules.add(key.onDelete());
        self |= key.child().equals(key.parent());
        cycle |= pairs.contains(key.parent() + ">" + key.child());
        twice |= !pairs.add(key.child() + ">" + key.parent());
        single |= key.single();
        required |= !key.nullable();
      }
      unique |= schema.models().stream().anyMatch(m -> m.field("code").isPresent());
    }
    assertThat(rules).containsExactlyInAnyOrder(OnDelete.values());
    assertThat(List.of(self, cycle, twice, single, required, unique)).doesNotContain(false);
  }

  @Test
  void rowsCanBeCreatedInOrderAndBreakNoConstraint() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Schema schema = schema(seed);
      List<Row> rows = DataGenerator.next(new SplittableRandom(seed), schema, 40);
      Set<String> places = new HashSet<>();
      Set<String> codes = new HashSet<>();
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        assertThat(row.number()).isEqualTo(i);
        for (ForeignKeyConstraint key : row.model().foreignKeys()) {
          Integer parent = row.keys().get(key.field());
          if (parent == null) {
            assertThat(key.nullable()).isTrue();
            continue;
          }
          assertThat(rows.get(parent).model().name()).isEqualTo(key.parent());
          assertThat(key.nullable() || parent < i).isTrue();
          if (key.single()) {
            assertThat(places.add(key.id() + "/" + parent)).isTrue();
          }
        }
        if (row.code() != null) {
          assertThat(codes.add(row.model().plural() + "/" + row.code())).isTrue();
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameSchemaAndRows() {
    for (int seed = 0; seed < 50; seed++) {
      Schema schema = schema(seed);
      assertThat(schema(seed)).isEqualTo(schema);
      assertThat(DataGenerator.next(new SplittableRandom(seed), schema, 40))
          .isEqualTo(DataGenerator.next(new SplittableRandom(seed), schema, 40));
    }
  }

  @Test
  void dataIsNotMostlyEmpty() {
    long rows = 0;
    long keys = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Row> made = DataGenerator.next(new SplittableRandom(seed), schema(seed), 40);
      rows += made.size();
      for (Row row : made) {
        keys += values(row.keys());
      }
    }
    assertThat(rows).isGreaterThan(SEEDS * 10L);
    assertThat(keys).isGreaterThan(SEEDS * 10L);
  }

  private static long values(Map<String, ?> keys) {
    return keys.values().stream().filter(Objects::nonNull).count();
  }

  private static Schema schema(int seed) {
    return SchemaGenerator.next(new SplittableRandom(seed), SchemaGenerator.Limits.everything());
  }
}
