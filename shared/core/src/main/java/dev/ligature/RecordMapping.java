package dev.ligature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Json;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;

/** Between a model's record and its fields as JSON. Safe for many threads. */
record RecordMapping<T>(ModelDefinition model, Class<T> type) {

  private static final ObjectMapper MAPPER =
      Json.mapper()
          .copy()
          // A bucket may hold fields that this program's record does not declare, or no longer.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * The mapping of a record.
   *
   * @throws IllegalArgumentException if the schema was not made from it
   */
  static <T> RecordMapping<T> of(Schema schema, Class<T> type) {
    ModelDefinition model =
        schema
            .model(type)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        type.getName() + " is no record of this schema; give it to Schema.of"));
    return new RecordMapping<>(model, type);
  }

  ObjectNode fields(T value) {
    return value instanceof ObjectNode node ? node : MAPPER.valueToTree(value);
  }

  Entity entity(Stored<T> stored) {
    return new Entity(
        model,
        stored.id(),
        stored.version(),
        stored.createdAt(),
        stored.updatedAt(),
        fields(stored.value()));
  }

  Stored<T> stored(Entity entity) {
    return new Stored<>(
        entity.id(), entity.version(), entity.createdAt(), entity.updatedAt(), value(entity));
  }

  private T value(Entity entity) {
    if (type == ObjectNode.class) {
      return type.cast(entity.fields().deepCopy());
    }
    try {
      return MAPPER.treeToValue(entity.fields(), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          entity.id() + " in " + model.plural() + " does not fit " + type.getName(), e);
    }
  }
}
