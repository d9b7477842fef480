package dev.ligature.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.apigateway.GatewayResponseOptions;
import software.amazon.awscdk.services.apigateway.ResponseType;
import software.amazon.awscdk.services.apigateway.RestApi;

/**
 * What API Gateway says when it answers by itself, in the same RFC 9457 shape as the functions' own
 * errors, so that a client needs to know one shape only.
 */
final class GatewayProblems {

  /** Where the API's problem types are named; see docs/api.md. */
  static final String TYPES = "https://ligature.dev/problems/";

  private record Problem(ResponseType type, String slug, String title, int status, String detail) {

    /** A template of API Gateway; the detail may use its {@code $context} variables. */
    String body() {
      return "{\"type\":\"%s%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
          .formatted(TYPES, slug, title, status, detail);
    }
  }

  private static final List<Problem> PROBLEMS =
      List.of(
          new Problem(
              ResponseType.REQUEST_TOO_LARGE,
              "body-too-large",
              "The body is too large",
              413,
              "The request body is larger than the gateway takes: send less than 6 MB."),
          new Problem(
              ResponseType.UNSUPPORTED_MEDIA_TYPE,
              "unsupported-media-type",
              "The body's media type is not supported",
              415,
              "Send the body as application/json."),
          // The gateway gives one and the same answer to a path without a route and to a request
          // without a signature, so the words must fit both; the status is the one AWS uses.
          new Problem(
              ResponseType.MISSING_AUTHENTICATION_TOKEN,
              "no-such-route",
              "No such route",
              403,
              "This method and path have no route, or the request is not signed: sign it with SigV4"
                  + " and see GET /openapi.json for the routes."),
          new Problem(
              ResponseType.ACCESS_DENIED,
              "access-denied",
              "Access denied",
              403,
              "The caller may not use this route: allow execute-api:Invoke on it."),
          new Problem(
              ResponseType.THROTTLED,
              "too-many-requests",
              "Too many requests",
              429,
              "The gateway's rate is used up: try again later."),
          new Problem(
              ResponseType.INTEGRATION_TIMEOUT,
              "timeout",
              "No answer in time",
              504,
              "The function did not answer in time; a write may still have happened: read before"
                  + " you try again, or send an Idempotency-Key."),
          new Problem(
              ResponseType.INTEGRATION_FAILURE,
              "function-failed",
              "The function failed",
              502,
              "The function behind this route failed; see its log for request"
                  + " $context.requestId."));

  private GatewayProblems() {}

  static void declareIn(RestApi api) {
    for (Problem problem : PROBLEMS) {
      api.addGatewayResponse(
          problem.slug(),
          GatewayResponseOptions.builder()
              .type(problem.type())
              .statusCode(Integer.toString(problem.status()))
              .responseHeaders(Map.of("Content-Type", "'application/problem+json'"))
              .templates(Map.of("application/json", problem.body()))
              .build());
    }
    // The statuses of these two vary, so the gateway fills in its own.
    declareDefault(api, "other-client-error", ResponseType.DEFAULT_4_XX, "Bad request");
    declareDefault(api, "other-server-error", ResponseType.DEFAULT_5_XX, "Server error");
  }

  private static void declareDefault(RestApi api, String slug, ResponseType type, String title) {
    api.addGatewayResponse(
        slug,
        GatewayResponseOptions.builder()
            .type(type)
            .responseHeaders(Map.of("Content-Type", "'application/problem+json'"))
            .templates(
                Map.of(
                    "application/json",
                    "{\"type\":\"%s%s\",\"title\":\"%s\",\"detail\":$context.error.messageString}"
                        .formatted(TYPES, slug, title)))
            .build());
  }
}
