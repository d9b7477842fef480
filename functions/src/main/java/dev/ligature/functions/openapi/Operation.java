package dev.ligature.functions.openapi;

import static dev.ligature.functions.openapi.OpenApiShapes.ref;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.schema.Field;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;

/**
 * One operation of the document, whose parameters, body and answers are still to be told.
 *
 * @param json its tree in the document
 */
record Operation(ObjectNode json) {

  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String VERSION = "Its version, quoted.";

  void listing(ModelDefinition model) {
    json.put(
        "description",
        "A parameter named after a field filters by equality; `field.ne`, `.gt`, `.gte`, `.lt`,"
            + " `.lte` and `.null` compare otherwise. An equality on a foreign key or an indexed"
            + " field reads an index; any other filter is a bounded scan, which the answer says.");
    related(model);
  }

  void related(ModelDefinition model) {
    parameters(json, "Limit", "Cursor", "Include", "Fields");
    filters(model);
    answer("200", "A page.", ref(OpenApiShapes.name(model) + ".List"));
    problems();
  }

  void reading(ModelDefinition model) {
    header(one("200", "The entity.", model), "ETag", VERSION);
    notModified();
    problems();
  }

  void oneRelated(ModelDefinition model) {
    one("200", "The one related entity.", model);
    notModified();
    problems();
  }

  private ObjectNode one(String status, String description, ModelDefinition model) {
    parameters(json, "Include", "Fields", "IfNoneMatch");
    return answer(status, description, ref(OpenApiShapes.name(model)));
  }

  void creation(ModelDefinition model) {
    String entity = OpenApiShapes.name(model);
    parameters(json, "IdempotencyKey");
    body(ref(entity + ".Input"), JSON);
    ObjectNode created = answer("201", "Created.", ref(entity));
    header(created, "Location", "Path of the new entity.");
    header(created, "ETag", VERSION);
    header(created, "Idempotency-Replayed", "true if an earlier request had created it.");
    problems();
  }

  void batch(ModelDefinition model) {
    String entity = OpenApiShapes.name(model);
    parameters(json, "IdempotencyKey");
    body(OpenApiShapes.batchInput(entity), JSON);
    answer("200", "What became of each, in their order.", OpenApiShapes.batchOutcome(entity));
    problems();
  }

  void replacement(ModelDefinition model) {
    update(model, ".Input", JSON);
  }

  void patch(ModelDefinition model) {
    update(model, ".Patch", MERGE_PATCH, JSON);
  }

  private void update(ModelDefinition model, String shape, String... mediaTypes) {
    String entity = OpenApiShapes.name(model);
    parameters(json, "IfMatch");
    body(ref(entity + shape), mediaTypes);
    header(answer("200", "As stored.", ref(entity)), "ETag", VERSION);
    problems();
  }

  void deletion() {
    parameters(json, "IfMatch", "Prefer");
    answer("200", "It and all that follows is gone.", ref(OpenApiShapes.DELETE));
    header(
        answer("202", "Accepted; a job goes on.", ref(OpenApiShapes.DELETE)),
        "Location",
        "Path of the job.");
    json.withObject("/responses")
        .putObject("409")
        .put("description", "Refused by PROTECT or RESTRICT, or another delete is under way.")
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", ref(OpenApiShapes.PROBLEM));
    problems();
  }

  void jobs() {
    parameters(json, "JobLimit", "Cursor");
    answer("200", "A page.", ref(OpenApiShapes.JOB_LIST));
    problems();
  }

  void job(String description) {
    answer("200", description, ref(OpenApiShapes.JOB));
    problems();
  }

  void document(String description) {
    answer("200", description, Json.object().put("type", "object"));
    problems();
  }

  /** Adds parameters that many operations share, to an operation or to all of a path. */
  static void parameters(ObjectNode target, String... names) {
    ArrayNode array = target.withArray("/parameters");
    for (String name : names) {
      array.addObject().put("$ref", "#/components/parameters/" + name);
    }
  }

  private void filters(ModelDefinition model) {
    ArrayNode array = json.withArray("/parameters");
    for (Field field : model.fields()) {
      if (field.type() != FieldType.JSON) {
        array
            .addObject()
            .put("name", field.name())
            .put("in", "query")
            .put("description", "Only entities with this value.")
            .set("schema", OpenApiShapes.type(field.type()));
      }
    }
  }

  private void body(ObjectNode shape, String... mediaTypes) {
    ObjectNode content = json.putObject("requestBody").put("required", true).putObject("content");
    for (String mediaType : mediaTypes) {
      content.putObject(mediaType).set("schema", shape);
    }
  }

  private ObjectNode answer(String status, String description, ObjectNode shape) {
    ObjectNode answer = json.withObject("/responses").putObject(status);
    answer.put("description", description);
    answer.putObject("content").putObject(JSON).set("schema", shape);
    return answer;
  }

  private void notModified() {
    json.withObject("/responses")
        .putObject("304")
        .put("description", "The caller has this version.");
  }

  private static void header(ObjectNode answer, String name, String description) {
    answer
        .withObject("/headers")
        .putObject(name)
        .put("description", description)
        .putObject("schema")
        .put("type", "string");
  }

  private void problems() {
    json.withObject("/responses")
        .putObject("default")
        .put("$ref", "#/components/responses/Problem");
  }
}
