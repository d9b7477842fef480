package dev.ligature.simulation.generate;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes random rows for a schema of {@link SchemaGenerator}. */
public final class DataGenerator {

  private DataGenerator() {}

  /**
   * The next data set of this chance.
   *
   * @param random chance
   * @param schema the schema
   * @param most at most this many rows
   * @return rows such that creating them in order, each with its keys to earlier rows, and then
   *     setting the keys that refer to later rows, breaks no constraint
   */
  public static List<Row> next(SplittableRandom random, Schema schema, int most) {
    int total = 1 + random.nextInt(most);
    int models = schema.models().size();
    int[] counts = new int[models];
    for (int i = 0; i < total; i++) {
      counts[random.nextInt(models)]++;
    }
    // First where each model's rows lie, so that keys can refer to later ones.
    int[] first = new int[models];
    Map<String, Integer> position = new HashMap<>();
    for (int m = 0, next = 0; m < models; m++) {
      position.put(schema.models().get(m).name(), m);
      first[m] = next;
      next += counts[m];
    }
    List<Row> rows = new ArrayList<>();
    Map<String, Set<Integer>> taken = new HashMap<>();
    for (int m = 0; m < models; m++) {
      ModelDefinition model = schema.models().get(m);
      if (lacksParent(model, counts, position)) {
        // A required key has nothing to refer to: the model stays empty, its numbers unused.
        counts[m] = 0;
        continue;
      }
      for (int i = 0; i < counts[m]; i++) {
        Map<String, @Nullable Integer> keys = new LinkedHashMap<>();
        boolean possible = true;
        for (ForeignKeyConstraint key : model.foreignKeys()) {
          int parent = position.getOrDefault(key.parent(), 0);
          Integer chosen = choose(random, key, first[parent], counts[parent], taken);
          possible &= chosen != null || key.nullable();
          keys.put(key.field(), chosen);
        }
        if (possible) {
          keys.forEach((field, row) -> take(taken, model, field, row));
          rows.add(row(random, first[m] + i, model, keys));
        }
      }
    }
    return existing(rows);
  }

  private static boolean lacksParent(
      ModelDefinition model, int[] counts, Map<String, Integer> position) {
    return model.foreignKeys().stream()
        .anyMatch(key -> !key.nullable() && counts[position.getOrDefault(key.parent(), 0)] == 0);
  }

  private static @Nullable Integer choose(
      SplittableRandom random,
      ForeignKeyConstraint key,
      int first,
      int count,
      Map<String, Set<Integer>> taken) {
    if (count == 0 || (key.nullable() && random.nextInt(5) == 0)) {
      return null;
    }
    int start = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      int candidate = first + (start + i) % count;
      if (!key.single() || !taken.getOrDefault(key.id(), Set.of()).contains(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static void take(
      Map<String, Set<Integer>> taken, ModelDefinition model, String field, @Nullable Integer row) {
    if (row != null) {
      taken.computeIfAbsent(model.plural() + "." + field, k -> new HashSet<>()).add(row);
    }
  }

  private static Row row(
      SplittableRandom random,
      int number,
      ModelDefinition model,
      Map<String, @Nullable Integer> keys) {
    boolean coded = model.field("code").isPresent() && random.nextInt(3) != 0;
    return new Row(number, model, "row " + number, coded ? "code-" + number : null, keys);
  }

  /** Numbers the rows anew without gaps; a key to a row that was not made becomes null. */
  private static List<Row> existing(List<Row> rows) {
    List<Row> kept = rows;
    while (true) {
      Map<Integer, Integer> numbers = new HashMap<>();
      for (Row row : kept) {
        numbers.put(row.number(), numbers.size());
      }
      List<Row> next = new ArrayList<>();
      for (Row row : kept) {
        Map<String, @Nullable Integer> keys = new LinkedHashMap<>();
        boolean possible = true;
        for (ForeignKeyConstraint key : row.model().foreignKeys()) {
          Integer old = row.keys().get(key.field());
          Integer renumbered = old == null ? null : numbers.get(old);
          possible &= renumbered != null || key.nullable();
          keys.put(key.field(), renumbered);
        }
        if (possible) {
          int number = numbers.getOrDefault(row.number(), 0);
          next.add(new Row(number, row.model(), row.label(), row.code(), keys));
        }
      }
      if (next.size() == kept.size()) {
        return List.copyOf(next);
      }
      kept = next;
    }
  }
}
