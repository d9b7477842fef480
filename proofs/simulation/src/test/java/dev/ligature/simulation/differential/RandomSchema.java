package dev.ligature.simulation.differential;

import static dev.ligature.schema.OnDelete.CASCADE;
import static dev.ligature.schema.OnDelete.DO_NOTHING;
import static dev.ligature.schema.OnDelete.PROTECT;
import static dev.ligature.schema.OnDelete.RESTRICT;
import static dev.ligature.schema.OnDelete.SET_NULL;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.generate.SchemaGenerator;
import java.util.List;
import java.util.SplittableRandom;

/** The schemas of the trials. */
final class RandomSchema {

  private RandomSchema() {}

  static Schema next(SplittableRandom random) {
    return withIndexes(random, SchemaGenerator.next(random, limits(random)));
  }

  /** Where any rule may come, nearly every delete is refused: so often fewer kinds come. */
  private static SchemaGenerator.Limits limits(SplittableRandom random) {
    SchemaGenerator.Limits all = SchemaGenerator.Limits.everything();
    List<OnDelete> rules =
        switch (random.nextInt(4)) {
          case 0 -> all.rules();
          case 1 -> List.of(CASCADE, CASCADE, SET_NULL, DO_NOTHING);
          case 2 -> List.of(CASCADE, CASCADE, CASCADE, CASCADE, PROTECT, RESTRICT);
          default -> List.of(CASCADE, CASCADE, CASCADE, CASCADE, SET_NULL, RESTRICT, DO_NOTHING);
        };
    return new SchemaGenerator.Limits(
        all.mostModels(), all.mostKeys(), rules, random.nextInt(3) == 0, all.unique(), false);
  }

  /** Some labels are indexed; by way of JSON, which every schema must survive. */
  private static Schema withIndexes(SplittableRandom random, Schema generated) {
    ObjectNode json = (ObjectNode) generated.toJson();
    for (var model : (ArrayNode) json.path("models")) {
      if (random.nextInt(3) == 0) {
        ((ObjectNode) model.path("fields").path(0)).put("indexed", true);
      }
    }
    return Schema.fromJson(json);
  }
}
