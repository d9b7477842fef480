package dev.ligature.functions.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.api.Route;
import dev.ligature.bucket.Json;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.Locale;

/** Describes the API of one schema: every route of every model, its parameters and its answers. */
public final class OpenApiDocument {

  private final Schema schema;
  private final ApiInfo info;
  private final ObjectNode paths = Json.object();

  private OpenApiDocument(Schema schema, ApiInfo info) {
    this.schema = schema;
    this.info = info;
  }

  /** The document for a schema; the tree is the caller's own. */
  public static ObjectNode of(Schema schema, ApiInfo info) {
    return new OpenApiDocument(schema, info).build();
  }

  private ObjectNode build() {
    for (ModelDefinition model : schema.models()) {
      for (Route route : Route.values()) {
        if (route.ofEachModel()) {
          addOfModel(route, model);
        }
      }
    }
    for (Route route : Route.values()) {
      if (!route.ofEachModel()) {
        addOfService(route);
      }
    }
    ObjectNode document = Json.object();
    document.put("openapi", "3.1.0");
    document.set("info", info.json());
    document.putArray("servers").addObject().put("url", "/");
    document.set("paths", paths);
    document.set("components", components());
    return document;
  }

  private ObjectNode components() {
    ObjectNode components = Json.object();
    components.set("schemas", OpenApiShapes.schemas(schema));
    components.set("parameters", OpenApiParameters.shared());
    components
        .putObject("responses")
        .putObject("Problem")
        .put("description", "What is wrong, by RFC 9457; `type` is stable.")
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", OpenApiShapes.ref(OpenApiShapes.PROBLEM));
    return components;
  }

  private void addOfModel(Route route, ModelDefinition model) {
    switch (route) {
      case LIST_ENTITIES -> of(route, model).listing(model);
      case CREATE_ENTITY -> of(route, model).creation(model);
      case CREATE_ENTITIES -> of(route, model).batch(model);
      case GET_ENTITY -> of(route, model).reading(model);
      case REPLACE_ENTITY -> of(route, model).replacement(model);
      case PATCH_ENTITY -> of(route, model).patch(model);
      case DELETE_ENTITY -> of(route, model).deletion();
      case GET_RELATED -> addRelationships(model);
      case LIST_JOBS, GET_JOB, RETRY_JOB, CANCEL_JOB, GET_SCHEMA, GET_OPENAPI, GET_HEALTH ->
          throw new IllegalArgumentException(route + " is no route of a model");
    }
  }

  private void addOfService(Route route) {
    Operation operation = operation(route, route.path(), route.operationId(), route.summary());
    switch (route) {
      case LIST_JOBS -> operation.jobs();
      case GET_JOB -> operation.job("The job.");
      case RETRY_JOB, CANCEL_JOB -> operation.job("The job after it.");
      case GET_SCHEMA, GET_OPENAPI, GET_HEALTH -> operation.document(route.summary() + ".");
      case LIST_ENTITIES,
          CREATE_ENTITY,
          CREATE_ENTITIES,
          GET_ENTITY,
          REPLACE_ENTITY,
          PATCH_ENTITY,
          DELETE_ENTITY,
          GET_RELATED ->
          throw new IllegalArgumentException(route + " is a route of each model");
    }
  }

  private void addRelationships(ModelDefinition model) {
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      addRelated(model, key.parentName(), key.parent(), false);
    }
    for (ForeignKeyConstraint key : model.referencedBy()) {
      addRelated(model, key.childrenName(), key.child(), !key.single());
    }
  }

  private void addRelated(ModelDefinition model, String name, String target, boolean many) {
    ModelDefinition targetModel = schema.model(target).orElseThrow();
    Route route = Route.GET_RELATED;
    Operation operation =
        operation(
            route,
            named(route.path(), model).replace("{relationship}", name),
            named(route.operationId(), model).replace("{relationship}", name),
            named(route.summary(), model).replace("{relationship}", name));
    if (many) {
      operation.related(targetModel);
    } else {
      operation.oneRelated(targetModel);
    }
  }

  private Operation of(Route route, ModelDefinition model) {
    return operation(
        route,
        named(route.path(), model),
        named(route.operationId(), model),
        named(route.summary(), model));
  }

  private Operation operation(Route route, String path, String id, String summary) {
    ObjectNode item = paths.withObject("/" + path.replace("~", "~0").replace("/", "~1"));
    if (path.contains("{id}") && !item.has("parameters")) {
      Operation.parameters(item, "Id");
    }
    ObjectNode operation = item.putObject(route.method().name().toLowerCase(Locale.ROOT));
    operation.put("operationId", id).put("summary", summary);
    operation.putArray("tags").add(id.substring(0, id.indexOf('.')));
    return new Operation(operation);
  }

  /** Puts the names of a model into a text of a route. */
  private static String named(String text, ModelDefinition model) {
    return text.replace("{plural}", model.plural())
        .replace("{entities}", model.plural())
        .replace("{entity}", a(model));
  }

  private static String a(ModelDefinition model) {
    return ("AEIOU".indexOf(model.name().charAt(0)) < 0 ? "a " : "an ") + model.name();
  }
}
