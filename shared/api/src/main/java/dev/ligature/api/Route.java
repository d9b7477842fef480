package dev.ligature.api;

import static dev.ligature.api.Route.Function.READ;
import static dev.ligature.api.Route.Function.WRITE;
import static dev.ligature.api.Route.Method.DELETE;
import static dev.ligature.api.Route.Method.GET;
import static dev.ligature.api.Route.Method.PATCH;
import static dev.ligature.api.Route.Method.POST;
import static dev.ligature.api.Route.Method.PUT;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the API can be asked to do. The functions dispatch from this list, the stack
 * deploys it, and the OpenAPI document and the table of {@code docs/api.md} are made from it.
 *
 * <p>A summary speaks of {@code {entity}} ("an Author"), {@code {entities}} ("authors") and {@code
 * {relationship}} ("posts"); an operation id of {@code {plural}} and {@code {relationship}}.
 * Whoever shows one puts in the names of a model, or general words.
 */
public enum Route {
  /** A page of the entities of a model. */
  LIST_ENTITIES(GET, "/{plural}", READ, "{plural}.list", "List {entities} by id, in pages"),
  /** One new entity. */
  CREATE_ENTITY(POST, "/{plural}", WRITE, "{plural}.create", "Create {entity}"),
  /** Many new entities, each with an outcome of its own. */
  CREATE_ENTITIES(
      POST,
      "/{plural}/batch",
      WRITE,
      "{plural}.batch",
      "Create up to 100 {entities}, each for itself"),
  /** One entity. */
  GET_ENTITY(GET, "/{plural}/{id}", READ, "{plural}.get", "Read {entity}"),
  /** All fields of one entity at once. */
  REPLACE_ENTITY(PUT, "/{plural}/{id}", WRITE, "{plural}.replace", "Replace {entity}"),
  /** Some fields of one entity. */
  PATCH_ENTITY(PATCH, "/{plural}/{id}", WRITE, "{plural}.patch", "Change {entity} (RFC 7396)"),
  /** One entity, and the cascade that its delete begins. */
  DELETE_ENTITY(
      DELETE,
      "/{plural}/{id}",
      WRITE,
      "{plural}.delete",
      "Delete {entity} with all that follows from it"),
  /** What one entity is related to, in either direction. */
  GET_RELATED(
      GET,
      "/{plural}/{id}/{relationship}",
      READ,
      "{plural}.related.{relationship}",
      "Read its {relationship}"),
  /** A page of jobs. */
  LIST_JOBS(GET, "/jobs", READ, "jobs.list", "List jobs, oldest first"),
  /** One job and its progress. */
  GET_JOB(GET, "/jobs/{id}", READ, "jobs.get", "See how far a job is"),
  /** A stalled job, to be worked on again. */
  RETRY_JOB(POST, "/jobs/{id}/retry", WRITE, "jobs.retry", "Let a stalled job go on"),
  /** A job that is still planning, to be given up. */
  CANCEL_JOB(
      POST, "/jobs/{id}/cancel", WRITE, "jobs.cancel", "Call off a job that has not committed"),
  /** The schema that is served. */
  GET_SCHEMA(GET, "/schema", READ, "service.schema", "The models served"),
  /** The OpenAPI document of the API that is served. */
  GET_OPENAPI(GET, "/openapi.json", READ, "service.openapi", "The OpenAPI document"),
  /** Whether the service works. */
  GET_HEALTH(GET, "/health", READ, "service.health", "Whether the bucket answers");

  /** The HTTP methods that routes use. HEAD is no route: it is answered as GET. */
  public enum Method {
    /** Reads. */
    GET,
    /** Creates, or does something to a job. */
    POST,
    /** Replaces. */
    PUT,
    /** Changes in part. */
    PATCH,
    /** Deletes. */
    DELETE
  }

  /** The functions behind the API. Each runs under a role of its own. */
  public enum Function {
    /** Answers what changes nothing. It may not write to the bucket. */
    READ,
    /** Answers what may change something, and whatever has no route of its own on a known path. */
    WRITE
  }

  private final Method method;
  private final String path;
  private final Function function;
  private final String operationId;
  private final String summary;

  Route(Method method, String path, Function function, String operationId, String summary) {
    this.method = method;
    this.path = path;
    this.function = function;
    this.operationId = operationId;
    this.summary = summary;
  }

  /** The HTTP method. */
  public Method method() {
    return method;
  }

  /** The path as API Gateway spells a resource, such as {@code /{plural}/{id}}. */
  public String path() {
    return path;
  }

  /** The function that answers. */
  public Function function() {
    return function;
  }

  /** Its name for programs, unique once the model and the relationship are put in. */
  public String operationId() {
    return operationId;
  }

  /** What it does, in a few words for people. */
  public String summary() {
    return summary;
  }

  /** Whether each model has this route, with its own plural in the path. */
  public boolean ofEachModel() {
    return path.startsWith("/{plural}");
  }

  /** The paths of all routes, each once, in the order of the routes. */
  public static List<String> paths() {
    return Arrays.stream(values()).map(Route::path).distinct().toList();
  }

  /** The routes with this path, in their order; none if nothing is served there. */
  public static List<Route> at(String path) {
    return Arrays.stream(values()).filter(route -> route.path.equals(path)).toList();
  }

  /**
   * The route with this method and path.
   *
   * @param method in capitals, as HTTP spells it
   */
  public static Optional<Route> find(String method, String path) {
    return at(path).stream().filter(route -> route.method.name().equals(method)).findFirst();
  }
}
