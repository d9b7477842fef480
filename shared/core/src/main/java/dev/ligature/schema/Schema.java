package dev.ligature.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checked set of models that one bucket holds. Immutable; threads may share it. Two schemas are
 * equal if their models are, in the same order, whether they came from records, from the builder or
 * from JSON.
 */
public final class Schema {

  private final List<ModelDefinition> models;
  private final Map<String, ModelDefinition> byName = new LinkedHashMap<>();
  private final Map<String, ModelDefinition> byPlural = new LinkedHashMap<>();
  private final Map<Class<?>, ModelDefinition> byRecord = new LinkedHashMap<>();
  private final List<ForeignKeyConstraint> constraints;

  Schema(List<ModelDefinition> models, Map<String, Class<?>> records) {
    this.models = List.copyOf(models);
    for (ModelDefinition model : models) {
      byName.put(model.name(), model);
      byPlural.put(model.plural(), model);
      Class<?> type = records.get(model.name());
      if (type != null) {
        byRecord.put(type, model);
      }
    }
    this.constraints = models.stream().flatMap(m -> m.foreignKeys().stream()).toList();
  }

  /**
   * Reads the models that records declare with {@link Model} and the annotations beside it.
   *
   * @throws SchemaException with every error, if anything is wrong with them
   */
  public static Schema of(Class<?>... records) {
    List<SchemaError> errors = new ArrayList<>();
    return SchemaChecker.check(new RecordReader(List.of(records), errors).read(), errors);
  }

  /** Begins a schema in code, with no class behind its models. */
  public static SchemaBuilder builder() {
    return new SchemaBuilder();
  }

  /**
   * Reads a schema from the JSON that {@link #toJson} writes.
   *
   * @throws SchemaException with every error, if the text is no such JSON or the schema is wrong
   */
  public static Schema fromJson(String json) {
    List<SchemaError> errors = new ArrayList<>();
    JsonNode tree = SchemaJsonReader.parse(json, errors);
    return SchemaChecker.check(new SchemaJsonReader(errors).read(tree), errors);
  }

  /**
   * Reads a schema from the JSON that {@link #toJson} writes.
   *
   * @throws SchemaException with every error, if it has another shape or the schema is wrong
   */
  public static Schema fromJson(JsonNode json) {
    List<SchemaError> errors = new ArrayList<>();
    return SchemaChecker.check(new SchemaJsonReader(errors).read(json), errors);
  }

  /**
   * The schema as JSON: every relationship on both of its sides and with its name, defaults left
   * out. Reading it back gives an equal schema. The tree is the caller's own.
   */
  public JsonNode toJson() {
    return SchemaJsonWriter.write(this);
  }

  /** All models, in the order declared. */
  public List<ModelDefinition> models() {
    return models;
  }

  /** The model of that name. */
  public Optional<ModelDefinition> model(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The model that this record declares; empty if the schema was not made from it. */
  public Optional<ModelDefinition> model(Class<?> type) {
    return Optional.ofNullable(byRecord.get(type));
  }

  /** The model of that plural. */
  public Optional<ModelDefinition> plural(String plural) {
    return Optional.ofNullable(byPlural.get(plural));
  }

  /** All foreign keys, in the order of the models and of their fields. */
  public List<ForeignKeyConstraint> constraints() {
    return constraints;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schema that && models.equals(that.models);
  }

  @Override
  public int hashCode() {
    return models.hashCode();
  }

  /** Its JSON in one line. */
  @Override
  public String toString() {
    return toJson().toString();
  }
}
