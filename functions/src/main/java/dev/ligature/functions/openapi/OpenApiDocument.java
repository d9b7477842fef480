package dev.ligature.functions.openapi;

import static dev.ligature.functions.openapi.OpenApiShapes.ref;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Limits;
import dev.ligature.schema.Field;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;

/** Describes the API of one schema: every route of every model, its parameters and its answers. */
public final class OpenApiDocument {

  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final Schema schema;
  private final ObjectNode paths = Json.object();

  private OpenApiDocument(Schema schema) {
    this.schema = schema;
  }

  /** The document for a schema; the tree is the caller's own. */
  public static ObjectNode of(Schema schema) {
    return new OpenApiDocument(schema).build();
  }

  private ObjectNode build() {
    for (ModelDefinition model : schema.models()) {
      addModel(model);
    }
    addJobs();
    addService();
    ObjectNode document = Json.object();
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Ligature")
        .put("version", "1.0.0")
        .put("description", "Relational integrity for plain JSON objects in one S3 bucket.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", "/");
    document.set("paths", paths);
    ObjectNode components = document.putObject("components");
    components.set("schemas", OpenApiShapes.schemas(schema));
    components.set("parameters", OpenApiParameters.shared());
    components
        .putObject("responses")
        .putObject("Problem")
        .put("description", "What is wrong, by RFC 9457; `type` is stable.")
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", ref(OpenApiShapes.PROBLEM));
    return document;
  }

  private void addModel(ModelDefinition model) {
    String plural = model.plural();
    String entity = OpenApiShapes.name(model);
    String list = entity + ".List";

    ObjectNode collection = paths.putObject("/" + plural);
    ObjectNode listing =
        operation(
            collection, "get", plural + ".list", plural, "List " + plural + " by id, in pages");
    listing.put(
        "description",
        "A parameter named after a field filters by equality; `field.ne`, `.gt`, `.gte`, `.lt`,"
            + " `.lte` and `.null` compare otherwise. An equality on a foreign key or an indexed"
            + " field reads an index; any other filter is a bounded scan, which the answer says.");
    parameters(listing, "Limit", "Cursor", "Include", "Fields");
    filters(listing, model);
    answer(listing, "200", "A page.", ref(list));
    problems(listing);

    ObjectNode create =
        operation(collection, "post", plural + ".create", plural, "Create " + a(model));
    parameters(create, "IdempotencyKey");
    body(create, ref(entity + ".Input"), JSON);
    ObjectNode created = answer(create, "201", "Created.", ref(entity));
    header(created, "Location", "Path of the new entity.");
    header(created, "ETag", "Its version, quoted.");
    header(created, "Idempotency-Replayed", "true if an earlier request had created it.");
    problems(create);

    ObjectNode batch =
        operation(
            paths.putObject("/" + plural + "/batch"),
            "post",
            plural + ".batch",
            plural,
            "Create up to " + Limits.BATCH_ITEMS + " " + plural + ", each for itself");
    parameters(batch, "IdempotencyKey");
    body(batch, OpenApiShapes.batchInput(entity), JSON);
    answer(
        batch, "200", "What became of each, in their order.", OpenApiShapes.batchOutcome(entity));
    problems(batch);

    addEntity(model, plural, entity);
    addRelationships(model, plural);
  }

  private void addEntity(ModelDefinition model, String plural, String entity) {
    ObjectNode item = paths.putObject("/" + plural + "/{id}");
    parameters(item, "Id");
    ObjectNode get = operation(item, "get", plural + ".get", plural, "Read " + a(model));
    parameters(get, "Include", "Fields", "IfNoneMatch");
    header(answer(get, "200", "The entity.", ref(entity)), "ETag", "Its version, quoted.");
    notModified(get);
    problems(get);

    ObjectNode put = operation(item, "put", plural + ".replace", plural, "Replace " + a(model));
    parameters(put, "IfMatch");
    body(put, ref(entity + ".Input"), JSON);
    header(answer(put, "200", "As stored.", ref(entity)), "ETag", "Its version, quoted.");
    problems(put);

    ObjectNode patch =
        operation(item, "patch", plural + ".patch", plural, "Change " + a(model) + " (RFC 7396)");
    parameters(patch, "IfMatch");
    body(patch, ref(entity + ".Patch"), MERGE_PATCH, JSON);
    header(answer(patch, "200", "As stored.", ref(entity)), "ETag", "Its version, quoted.");
    problems(patch);

    ObjectNode delete =
        operation(
            item,
            "delete",
            plural + ".delete",
            plural,
            "Delete " + a(model) + " with all that follows from it");
    parameters(delete, "IfMatch", "Prefer");
    answer(delete, "200", "It and all that follows is gone.", ref(OpenApiShapes.DELETE));
    header(
        answer(delete, "202", "Accepted; a job goes on.", ref(OpenApiShapes.DELETE)),
        "Location",
        "Path of the job.");
    delete
        .withObject("/responses")
        .putObject("409")
        .put("description", "Refused by PROTECT or RESTRICT, or another delete is under way.")
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", ref(OpenApiShapes.PROBLEM));
    problems(delete);
  }

  private void addRelationships(ModelDefinition model, String plural) {
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      addRelated(plural, key.parentName(), key.parent(), false);
    }
    for (ForeignKeyConstraint key : model.referencedBy()) {
      addRelated(plural, key.childrenName(), key.child(), !key.single());
    }
  }

  private void addRelated(String plural, String name, String target, boolean many) {
    ModelDefinition targetModel = schema.model(target).orElseThrow();
    String entity = OpenApiShapes.name(targetModel);
    ObjectNode path = paths.putObject("/" + plural + "/{id}/" + name);
    parameters(path, "Id");
    ObjectNode get =
        operation(
            path,
            "get",
            plural + ".related." + name,
            plural,
            many ? "List its " + name : "Read its " + name);
    if (many) {
      parameters(get, "Limit", "Cursor", "Include", "Fields");
      filters(get, targetModel);
      answer(get, "200", "A page.", ref(entity + ".List"));
    } else {
      parameters(get, "Include", "Fields", "IfNoneMatch");
      answer(get, "200", "The one related entity.", ref(entity));
      notModified(get);
    }
    problems(get);
  }

  private void addJobs() {
    ObjectNode all =
        operation(paths.putObject("/jobs"), "get", "jobs.list", "jobs", "List jobs, oldest first");
    parameters(all, "JobLimit", "Cursor");
    answer(all, "200", "A page.", ref(OpenApiShapes.JOB_LIST));
    problems(all);

    ObjectNode job = paths.putObject("/jobs/{id}");
    parameters(job, "Id");
    ObjectNode get = operation(job, "get", "jobs.get", "jobs", "See how far a job is");
    answer(get, "200", "The job.", ref(OpenApiShapes.JOB));
    problems(get);
    addJobAction("retry", "Let a stalled job go on");
    addJobAction("cancel", "Call off a job that has not committed");
  }

  private void addJobAction(String action, String summary) {
    ObjectNode path = paths.putObject("/jobs/{id}/" + action);
    parameters(path, "Id");
    ObjectNode post = operation(path, "post", "jobs." + action, "jobs", summary);
    answer(post, "200", "The job after it.", ref(OpenApiShapes.JOB));
    problems(post);
  }

  private void addService() {
    addDocument("/schema", "schema", "The models served");
    addDocument("/openapi.json", "openapi", "This document");
    addDocument("/health", "health", "Whether the bucket answers");
  }

  private void addDocument(String path, String id, String summary) {
    ObjectNode get = operation(paths.putObject(path), "get", "service." + id, "service", summary);
    answer(get, "200", summary + ".", Json.object().put("type", "object"));
    problems(get);
  }

  private static ObjectNode operation(
      ObjectNode path, String method, String id, String tag, String summary) {
    ObjectNode operation = path.putObject(method);
    operation.put("operationId", id).put("summary", summary);
    operation.putArray("tags").add(tag);
    return operation;
  }

  private static void parameters(ObjectNode target, String... names) {
    ArrayNode array = target.withArray("/parameters");
    for (String name : names) {
      array.addObject().put("$ref", "#/components/parameters/" + name);
    }
  }

  private static void filters(ObjectNode operation, ModelDefinition model) {
    ArrayNode array = operation.withArray("/parameters");
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

  private static void body(ObjectNode operation, ObjectNode shape, String... mediaTypes) {
    ObjectNode content =
        operation.putObject("requestBody").put("required", true).putObject("content");
    for (String mediaType : mediaTypes) {
      content.putObject(mediaType).set("schema", shape);
    }
  }

  private static ObjectNode answer(
      ObjectNode operation, String status, String description, ObjectNode shape) {
    ObjectNode answer = operation.withObject("/responses").putObject(status);
    answer.put("description", description);
    answer.putObject("content").putObject(JSON).set("schema", shape);
    return answer;
  }

  private static void notModified(ObjectNode operation) {
    operation
        .withObject("/responses")
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

  private static void problems(ObjectNode operation) {
    operation
        .withObject("/responses")
        .putObject("default")
        .put("$ref", "#/components/responses/Problem");
  }

  private static String a(ModelDefinition model) {
    return ("AEIOU".indexOf(model.name().charAt(0)) < 0 ? "a " : "an ") + model.name();
  }
}
