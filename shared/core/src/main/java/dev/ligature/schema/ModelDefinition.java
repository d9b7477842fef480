package dev.ligature.schema;

import java.util.List;
import java.util.Optional;

/**
 * One model of a checked schema.
 *
 * @param name {@code Post}
 * @param plural {@code posts}: its folder in the bucket and its path in the API
 * @param fields its own fields in the order declared, foreign keys among them
 * @param foreignKeys the foreign keys that it holds (as the child), in the order of the fields
 * @param referencedBy the foreign keys that refer to it (as the parent), in the schema's order
 */
public record ModelDefinition(
    String name,
    String plural,
    List<Field> fields,
    List<ForeignKeyConstraint> foreignKeys,
    List<ForeignKeyConstraint> referencedBy) {

  public ModelDefinition {
    fields = List.copyOf(fields);
    foreignKeys = List.copyOf(foreignKeys);
    referencedBy = List.copyOf(referencedBy);
  }

  /** The field of that name, if the model declares it. */
  public Optional<Field> field(String fieldName) {
    return fields.stream().filter(f -> f.name().equals(fieldName)).findFirst();
  }

  /** The foreign key held in that field, if it holds one. */
  public Optional<ForeignKeyConstraint> foreignKey(String fieldName) {
    return foreignKeys.stream().filter(k -> k.field().equals(fieldName)).findFirst();
  }
}
