package dev.ligature.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a schema as JSON, in one normal form: both sides, names said, defaults left out. */
final class SchemaJsonWriter {

  private SchemaJsonWriter() {}

  static ObjectNode write(Schema schema) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode models = root.putArray("models");
    for (ModelDefinition model : schema.models()) {
      ObjectNode node = models.addObject();
      node.put("name", model.name());
      node.put("plural", model.plural());
      ArrayNode fields = node.putArray("fields");
      model.fields().forEach(field -> write(field, fields.addObject()));
      ArrayNode relationships = node.putArray("relationships");
      for (ForeignKeyConstraint key : model.foreignKeys()) {
        ObjectNode relationship = relationships.addObject();
        relationship.put("kind", ModelDraft.Kind.FOREIGN_KEY.json);
        relationship.put("name", key.parentName());
        relationship.put("model", key.parent());
        relationship.put("foreignKey", key.field());
      }
      for (ForeignKeyConstraint key : model.referencedBy()) {
        ObjectNode relationship = relationships.addObject();
        ModelDraft.Kind kind = key.single() ? ModelDraft.Kind.HAS_ONE : ModelDraft.Kind.HAS_MANY;
        relationship.put("kind", kind.json);
        relationship.put("name", key.childrenName());
        relationship.put("model", key.child());
        relationship.put("foreignKey", key.field());
        if (key.onDelete() != OnDelete.DO_NOTHING) {
          relationship.put("onDelete", key.onDelete().name());
        }
        if (key.orphans() != OrphanPolicy.REMOVE) {
          relationship.put("orphans", key.orphans().name());
        }
      }
    }
    return root;
  }

  private static void write(Field field, ObjectNode node) {
    node.put("name", field.name());
    node.put("type", field.type().json());
    if (field.required()) {
      node.put("required", true);
    }
    if (field.type() == FieldType.STRING && field.required() && field.blank()) {
      node.put("blank", true);
    }
    if (field.unique()) {
      node.put("unique", true);
    }
    if (field.indexed()) {
      node.put("indexed", true);
    }
    if (!field.updatable()) {
      node.put("updatable", false);
    }
  }
}
