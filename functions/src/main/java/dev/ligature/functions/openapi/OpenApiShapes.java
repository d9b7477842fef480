package dev.ligature.functions.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;
import dev.ligature.schema.Field;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;

/**
 * The JSON Schemas of entities and answers. Names of our own have a dot in them, which no model's
 * name can have.
 */
final class OpenApiShapes {

  static final String PROBLEM = "ligature.Problem";
  static final String DELETE = "ligature.Delete";
  static final String JOB = "ligature.Job";
  static final String JOB_LIST = "ligature.JobList";
  private static final String PROTECTION = "ligature.Protection";
  private static final String COUNTS = "ligature.Counts";

  private OpenApiShapes() {}

  /** A model's name as a component may be called. */
  static String name(ModelDefinition model) {
    return model.name().replace('$', '-');
  }

  static ObjectNode ref(String name) {
    return Json.object().put("$ref", "#/components/schemas/" + name);
  }

  static ObjectNode schemas(Schema schema) {
    ObjectNode all = Json.object();
    for (ModelDefinition model : schema.models()) {
      String name = name(model);
      all.set(name, entity(model));
      all.set(name + ".Input", input(model, true));
      all.set(name + ".Patch", input(model, false));
      all.set(name + ".List", list(ref(name)));
    }
    all.set(PROBLEM, problem());
    all.set(PROTECTION, protection());
    ObjectNode counts = object();
    counts.withObject("/properties").set("deleted", type(FieldType.INTEGER));
    counts.withObject("/properties").set("setNull", type(FieldType.INTEGER));
    all.set(COUNTS, counts);
    all.set(DELETE, delete());
    all.set(JOB, job());
    all.set(JOB_LIST, jobList());
    return all;
  }

  /** A field's type. */
  static ObjectNode type(FieldType type) {
    ObjectNode json = Json.object();
    return switch (type) {
      case STRING -> json.put("type", "string");
      case INTEGER -> json.put("type", "integer").put("format", "int64");
      case NUMBER -> json.put("type", "number");
      case BOOLEAN -> json.put("type", "boolean");
      case UUID -> json.put("type", "string").put("format", "uuid");
      case INSTANT -> json.put("type", "string").put("format", "date-time");
      case JSON -> json;
    };
  }

  private static ObjectNode object() {
    ObjectNode json = Json.object().put("type", "object");
    json.putObject("properties");
    return json;
  }

  private static ObjectNode nullable(ObjectNode type) {
    if (type.has("type")) {
      String only = type.path("type").asText();
      type.putArray("type").add(only).add("null");
    }
    return type;
  }

  private static ObjectNode field(ModelDefinition model, Field field, boolean mayBeNull) {
    ObjectNode json = type(field.type());
    StringBuilder says = new StringBuilder();
    model.foreignKey(field.name()).ifPresent(key -> says.append(refers(key)));
    if (field.unique()) {
      says.append("No two entities have the same value. ");
    }
    if (!field.updatable()) {
      says.append("Cannot change after creation. ");
    }
    if (!says.isEmpty()) {
      json.put("description", says.toString().strip());
    }
    if (field.required() && !field.blank() && field.type() == FieldType.STRING) {
      json.put("pattern", "\\S");
    }
    return mayBeNull ? nullable(json) : json;
  }

  private static String refers(ForeignKeyConstraint key) {
    String whenGone =
        key.onDelete() == OnDelete.DO_NOTHING ? "" : " on delete: " + key.onDelete() + ".";
    return "Id of one of " + key.parentPlural() + ";" + whenGone + " ";
  }

  private static ObjectNode entity(ModelDefinition model) {
    ObjectNode json = object();
    ObjectNode properties = json.withObject("/properties");
    properties.set("id", type(FieldType.UUID).put("readOnly", true));
    properties.set("version", type(FieldType.INTEGER).put("readOnly", true));
    properties.set("createdAt", type(FieldType.INSTANT).put("readOnly", true));
    properties.set("updatedAt", type(FieldType.INSTANT).put("readOnly", true));
    for (Field field : model.fields()) {
      boolean present = field.required() || field.type() == FieldType.BOOLEAN;
      properties.set(field.name(), field(model, field, !present));
    }
    // Only the id is always there: ?fields= leaves out the rest.
    json.putArray("required").add("id");
    return json;
  }

  private static ObjectNode input(ModelDefinition model, boolean whole) {
    ObjectNode json = object();
    ArrayNode required = Json.mapper().createArrayNode();
    for (Field field : model.fields()) {
      json.withObject("/properties").set(field.name(), field(model, field, !field.required()));
      if (field.required()) {
        required.add(field.name());
      }
    }
    if (whole && !required.isEmpty()) {
      json.set("required", required);
    }
    return json;
  }

  private static ObjectNode list(ObjectNode item) {
    ObjectNode json = object();
    ObjectNode properties = json.withObject("/properties");
    properties.putObject("items").put("type", "array").set("items", item);
    properties.set(
        "next", nullable(type(FieldType.STRING).put("description", "Path of the following page.")));
    properties.set(
        "scan", type(FieldType.BOOLEAN).put("description", "Present if no index led here."));
    properties.set(
        "examined", type(FieldType.INTEGER).put("description", "Entities read by the scan."));
    json.putArray("required").add("items").add("next");
    return json;
  }

  private static ObjectNode jobList() {
    ObjectNode json = list(ref(JOB));
    json.withObject("/properties")
        .putObject("unreadable")
        .put("type", "array")
        .put("description", "What is wrong with job records that cannot be read.")
        .set("items", type(FieldType.STRING));
    return json;
  }

  static ObjectNode batchInput(String entity) {
    ObjectNode json = object();
    json.withObject("/properties")
        .putObject("items")
        .put("type", "array")
        .put("minItems", 1)
        .put("maxItems", Limits.BATCH_ITEMS)
        .set("items", ref(entity + ".Input"));
    json.putArray("required").add("items");
    return json;
  }

  static ObjectNode batchOutcome(String entity) {
    ObjectNode outcome = object();
    ObjectNode properties = outcome.withObject("/properties");
    properties.set("status", type(FieldType.INTEGER));
    properties.set("replayed", type(FieldType.BOOLEAN));
    properties.set("entity", ref(entity));
    properties.set("problem", ref(PROBLEM));
    properties.set(
        "shortened",
        type(FieldType.BOOLEAN)
            .put(
                "description",
                "Present if the answer had no room for the entity, or for all of the problem."));
    properties.set("id", type(FieldType.UUID).put("description", "Instead of the entity."));
    properties.set("version", type(FieldType.INTEGER).put("description", "Likewise."));
    outcome.putArray("required").add("status");
    ObjectNode json = object();
    json.withObject("/properties").putObject("items").put("type", "array").set("items", outcome);
    json.withObject("/properties").set("created", type(FieldType.INTEGER));
    json.withObject("/properties").set("failed", type(FieldType.INTEGER));
    json.putArray("required").add("items").add("created").add("failed");
    return json;
  }

  private static ObjectNode problem() {
    ObjectNode json = object();
    ObjectNode properties = json.withObject("/properties");
    properties.set("type", type(FieldType.STRING).put("format", "uri"));
    properties.set("title", type(FieldType.STRING));
    properties.set("status", type(FieldType.INTEGER));
    properties.set("detail", type(FieldType.STRING));
    ObjectNode error = object();
    for (String member : new String[] {"field", "problem", "fix"}) {
      error.withObject("/properties").set(member, type(FieldType.STRING));
    }
    properties.putObject("errors").put("type", "array").set("items", error);
    properties.putObject("protected").put("type", "array").set("items", ref(PROTECTION));
    // The gateway, for want of a variable, leaves the status out of some of its own.
    json.putArray("required").add("type").add("title").add("detail");
    return json;
  }

  private static ObjectNode protection() {
    ObjectNode json = object();
    ObjectNode properties = json.withObject("/properties");
    properties.set("relationship", type(FieldType.STRING));
    properties.set("onDelete", type(FieldType.STRING));
    properties.set("count", type(FieldType.INTEGER));
    properties.set("countIsComplete", type(FieldType.BOOLEAN));
    properties.putObject("sampleIds").put("type", "array").set("items", type(FieldType.UUID));
    return json;
  }

  private static ObjectNode delete() {
    ObjectNode json = object();
    ObjectNode properties = json.withObject("/properties");
    properties.set("jobId", nullable(type(FieldType.UUID)));
    ObjectNode state = type(FieldType.STRING);
    for (JobState one : JobState.values()) {
      state.withArray("/enum").add(one.text());
    }
    properties.set("state", state);
    properties.set("cascaded", type(FieldType.INTEGER));
    properties.set("setNull", type(FieldType.INTEGER));
    properties.putObject("protected").put("type", "array").set("items", ref(PROTECTION));
    properties
        .putObject("byRelationship")
        .put("type", "object")
        .set("additionalProperties", ref(COUNTS));
    json.putArray("required").add("jobId").add("state").add("cascaded").add("setNull");
    return json;
  }

  private static ObjectNode job() {
    ObjectNode json = delete();
    ObjectNode properties = json.withObject("/properties");
    ObjectNode root = object();
    root.withObject("/properties").set("plural", type(FieldType.STRING));
    root.withObject("/properties").set("id", type(FieldType.UUID));
    properties.set("root", root);
    properties.set("createdAt", type(FieldType.INSTANT));
    properties.set("endedAt", nullable(type(FieldType.INSTANT)));
    properties.set("pendingTasks", type(FieldType.INTEGER));
    properties.putObject("failures").put("type", "array").set("items", type(FieldType.STRING));
    return json;
  }
}
