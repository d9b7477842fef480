package dev.ligature.simulation.generate;

import dev.ligature.schema.ModelDefinition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entity to be.
 *
 * @param number its number in the data set, from 0; rows refer to each other by it
 * @param model its model
 * @param label the value of the field {@code label}
 * @param code the value of the unique field {@code code}; {@code null} where the model has none or
 *     it is left out
 * @param keys for every foreign key of the model, by field: the row it refers to, or {@code null}
 */
public record Row(
    int number,
    ModelDefinition model,
    String label,
    @Nullable String code,
    Map<String, @Nullable Integer> keys) {

  /** Whether the key refers to a row that comes later, or to this one: set after creation. */
  public boolean setLater(String field) {
    Integer parent = keys.get(field);
    return parent != null && parent >= number;
  }
}
