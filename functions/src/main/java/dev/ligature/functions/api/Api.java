package dev.ligature.functions.api;

import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemException;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.functions.http.Router;
import dev.ligature.functions.http.Router.Match;
import dev.ligature.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The whole API behind one method: a request in, a response out, never an exception. */
public final class Api {

  private static final Logger LOG = System.getLogger(Api.class.getName());

  private final Services services;
  private final Router router;

  /** Serves what these services can do. */
  public Api(Services services) {
    this.services = services;
    EntityEndpoints entities = new EntityEndpoints(services);
    RelationshipEndpoint relationships = new RelationshipEndpoint(services);
    BatchEndpoint batch = new BatchEndpoint(services);
    DeleteEndpoint deletes = new DeleteEndpoint(services);
    JobEndpoints jobs = new JobEndpoints(services);
    ServiceEndpoints service = new ServiceEndpoints(services);
    this.router =
        Router.builder()
            .route("GET", "/schema", service::schema)
            .route("GET", "/health", service::health)
            .route("GET", "/openapi.json", service::openApi)
            .route("GET", "/jobs", jobs::list)
            .route("GET", "/jobs/{id}", jobs::get)
            .route("POST", "/jobs/{id}/retry", jobs::retry)
            .route("POST", "/jobs/{id}/cancel", jobs::cancel)
            .route("GET", "/{plural}", entities::list)
            .route("POST", "/{plural}", entities::create)
            .route("POST", "/{plural}/batch", batch::create)
            .route("GET", "/{plural}/{id}", entities::get)
            .route("PUT", "/{plural}/{id}", entities::replace)
            .route("PATCH", "/{plural}/{id}", entities::patch)
            .route("DELETE", "/{plural}/{id}", deletes::delete)
            .route("GET", "/{plural}/{id}/{relationship}", relationships::get)
            .build();
  }

  /** Answers a request, whatever it asks and whatever goes wrong. */
  public HttpResponse handle(HttpRequest request) {
    Instant start = services.platform().clock().instant();
    Match match = router.match(request.method(), request.path());
    HttpResponse response = answer(request, match).with("x-request-id", request.requestId());
    Duration took = Duration.between(start, services.platform().clock().instant());
    LOG.log(
        Level.INFO,
        "{0} {1} answered {2} in {3} ms",
        request.method(),
        route(match),
        Integer.toString(response.status()),
        Long.toString(took.toMillis()));
    return request.method().equals("HEAD") ? response.withoutBody() : response;
  }

  private static String route(Match match) {
    return switch (match) {
      case Match.Found(_, var path) -> path.route();
      case Match.WrongMethod(String route, _) -> route;
      case Match.Unknown() -> "an unknown path";
    };
  }

  private static HttpResponse answer(HttpRequest request, Match match) {
    try {
      return switch (match) {
        case Match.Found(var endpoint, var path) -> endpoint.answer(request, path);
        case Match.WrongMethod(_, List<String> allowed) -> wrongMethod(request, allowed);
        case Match.Unknown() ->
            Problem.of(
                    ProblemKind.UNKNOWN_PATH,
                    "There is nothing at this path; GET /openapi.json lists what there is.")
                .response();
      };
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

  private static HttpResponse wrongMethod(HttpRequest request, List<String> allowed) {
    String methods = String.join(", ", allowed);
    return Problem.of(
            ProblemKind.METHOD_NOT_ALLOWED,
            "The path does not take " + request.method() + "; it takes " + methods + ".")
        .header("allow", methods)
        .response();
  }
}
