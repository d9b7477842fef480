package dev.ligature.functions.api;

import dev.ligature.api.Route;
import dev.ligature.functions.http.Endpoint;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemException;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The whole API behind one method: a request in, a response out, never an exception. */
public final class ApiDispatch {

  private static final Logger LOG = System.getLogger(ApiDispatch.class.getName());

  private final Services services;
  private final Map<Route, Endpoint> endpoints = new EnumMap<>(Route.class);

  /** Serves what these services can do. */
  public ApiDispatch(Services services) {
    this.services = services;
    EntityEndpoints entities = new EntityEndpoints(services);
    RelationshipEndpoint relationships = new RelationshipEndpoint(services);
    BatchEndpoint batch = new BatchEndpoint(services);
    DeleteEndpoint deletes = new DeleteEndpoint(services);
    JobEndpoints jobs = new JobEndpoints(services);
    ServiceEndpoints service = new ServiceEndpoints(services);
    for (Route route : Route.values()) {
      Endpoint endpoint =
          switch (route) {
            case LIST_ENTITIES -> entities::list;
            case CREATE_ENTITY -> entities::create;
            case CREATE_ENTITIES -> batch::create;
            case GET_ENTITY -> entities::get;
            case REPLACE_ENTITY -> entities::replace;
            case PATCH_ENTITY -> entities::patch;
            case DELETE_ENTITY -> deletes::delete;
            case GET_RELATED -> relationships::get;
            case LIST_JOBS -> jobs::list;
            case GET_JOB -> jobs::get;
            case RETRY_JOB -> jobs::retry;
            case CANCEL_JOB -> jobs::cancel;
            case GET_SCHEMA -> service::schema;
            case GET_OPENAPI -> service::openApi;
            case GET_HEALTH -> service::health;
          };
      endpoints.put(route, endpoint);
    }
  }

  /** Answers a request, whatever it asks and whatever goes wrong. */
  public HttpResponse handle(HttpRequest request) {
    Instant start = services.engine().platform().clock().instant();
    HttpResponse response = answer(request).with("x-request-id", request.requestId());
    Duration took = Duration.between(start, services.engine().platform().clock().instant());
    String resource = request.path().resource();
    LOG.log(
        Level.INFO,
        "{0} {1} answered {2} in {3} ms",
        request.method(),
        Route.at(resource).isEmpty() ? "an unknown path" : resource,
        Integer.toString(response.status()),
        Long.toString(took.toMillis()));
    return request.method().equals("HEAD") ? response.withoutBody() : response;
  }

  private HttpResponse answer(HttpRequest request) {
    try {
      return endpoint(request).answer(request);
    } catch (ProblemException e) {
      return e.problem().response();
    } catch (StoreException e) {
      LOG.log(Level.ERROR, "the store failed", e);
      return Failures.problem(e).response();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the request failed", e);
      return Failures.internal().response();
    }
  }

  /** What answers the request. HEAD goes where GET goes. */
  private Endpoint endpoint(HttpRequest request) {
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    Optional<Route> route = Route.find(method, request.path().resource());
    return route
        .map(endpoints::get)
        .orElseThrow(() -> unanswered(request, Route.at(request.path().resource())).exception());
  }

  private static Problem unanswered(HttpRequest request, List<Route> others) {
    if (others.isEmpty()) {
      return Problem.of(
          ProblemKind.UNKNOWN_PATH,
          "There is nothing at this path; GET /openapi.json lists what there is.");
    }
    String methods =
        others.stream()
            .map(route -> route.method().name())
            .sorted()
            .collect(Collectors.joining(", "));
    return Problem.of(
            ProblemKind.METHOD_NOT_ALLOWED,
            "The path does not take " + request.method() + "; it takes " + methods + ".")
        .header("allow", methods);
  }
}
