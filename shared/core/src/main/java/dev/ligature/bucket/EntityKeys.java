package dev.ligature.bucket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The keys besides its own that an entity with these fields stands under.
 *
 * @param references one for every foreign key that is not null
 * @param indexEntries one for every indexed field that is not null
 * @param claims by field: one for every unique field and has-one key that is not null
 */
public record EntityKeys(
    Set<String> references, Set<String> indexEntries, Map<String, String> claims) {

  /** Computes them. */
  public static EntityKeys of(ModelDefinition model, UUID id, ObjectNode fields) {
    return new EntityKeys(
        references(model, id, fields), indexEntries(model, id, fields), claims(model, fields));
  }

  private static Set<String> references(ModelDefinition model, UUID id, ObjectNode fields) {
    Set<String> references = new LinkedHashSet<>();
    for (ForeignKeyConstraint constraint : model.foreignKeys()) {
      UUID parent = Entity.referenceIn(fields, constraint.field());
      if (parent != null) {
        references.add(Keys.reference(constraint, parent, id));
      }
    }
    return references;
  }

  private static Set<String> indexEntries(ModelDefinition model, UUID id, ObjectNode fields) {
    Set<String> indexEntries = new LinkedHashSet<>();
    for (Field field : model.fields()) {
      JsonNode value = fields.path(field.name());
      // A foreign key's references are its index.
      if (field.indexed() && isValue(value) && model.foreignKey(field.name()).isEmpty()) {
        indexEntries.add(Keys.indexEntry(model.plural(), field.name(), canonical(value), id));
      }
    }
    return indexEntries;
  }

  private static Map<String, String> claims(ModelDefinition model, ObjectNode fields) {
    Map<String, String> claims = new LinkedHashMap<>();
    for (ForeignKeyConstraint constraint : model.foreignKeys()) {
      String field = constraint.field();
      UUID parent = Entity.referenceIn(fields, field);
      if (constraint.single() && parent != null) {
        claims.put(field, Keys.claim(model.plural(), field, parent.toString()));
      }
    }
    for (Field field : model.fields()) {
      JsonNode value = fields.path(field.name());
      if (field.unique() && isValue(value)) {
        claims.put(field.name(), Keys.claim(model.plural(), field.name(), canonical(value)));
      }
    }
    return claims;
  }

  private static boolean isValue(JsonNode value) {
    return value.isValueNode() && !value.isNull();
  }

  /** Those that carry the entity's id in them, so that nobody else will ever stand under them. */
  public List<String> own() {
    return Stream.concat(references.stream(), indexEntries.stream()).toList();
  }

  /** Equal values have equal text: 1, 1.0 and 1e0 are one number. */
  public static String canonical(JsonNode value) {
    return value.isNumber()
        ? value.decimalValue().stripTrailingZeros().toPlainString()
        : value.asText();
  }
}
