package dev.ligature.functions.gateway;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.RequestPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Maps the events of a REST API (payload format 1.0). */
public final class GatewayEvents {

  private GatewayEvents() {}

  /**
   * The request in an event. What the event leaves out (a console's test event leaves out much) is
   * taken as empty.
   *
   * @throws IllegalArgumentException if the body is said to be base64 and is not
   */
  public static HttpRequest request(APIGatewayProxyRequestEvent event, String requestId) {
    return new HttpRequest(
        event.getHttpMethod() == null ? "GET" : event.getHttpMethod().toUpperCase(Locale.ROOT),
        path(event),
        query(event),
        headers(event),
        body(event),
        requestId);
  }

  private static RequestPath path(APIGatewayProxyRequestEvent event) {
    return RequestPath.of(
        Objects.requireNonNullElse(event.getResource(), ""),
        Objects.requireNonNullElse(event.getPathParameters(), Map.of()),
        wholePath(event));
  }

  /** A stage stands in the path of the request's context only. */
  private static String wholePath(APIGatewayProxyRequestEvent event) {
    String inContext =
        event.getRequestContext() == null ? null : event.getRequestContext().getPath();
    return inContext != null ? inContext : Objects.requireNonNullElse(event.getPath(), "");
  }

  private static Map<String, List<String>> query(APIGatewayProxyRequestEvent event) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (event.getMultiValueQueryStringParameters() != null) {
      event
          .getMultiValueQueryStringParameters()
          .forEach((name, values) -> query.put(name, present(values)));
    } else if (event.getQueryStringParameters() != null) {
      event
          .getQueryStringParameters()
          .forEach((name, value) -> query.put(name, List.of(value == null ? "" : value)));
    }
    return query;
  }

  private static List<String> present(@Nullable List<String> values) {
    return values == null ? List.of("") : values.stream().map(v -> v == null ? "" : v).toList();
  }

  private static Map<String, String> headers(APIGatewayProxyRequestEvent event) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (event.getMultiValueHeaders() != null) {
      event
          .getMultiValueHeaders()
          .forEach(
              (name, values) ->
                  headers.merge(
                      name.toLowerCase(Locale.ROOT),
                      String.join(", ", present(values)),
                      (a, b) -> a + ", " + b));
    } else if (event.getHeaders() != null) {
      event
          .getHeaders()
          .forEach(
              (name, value) ->
                  headers.put(
                      name.toLowerCase(Locale.ROOT), Objects.requireNonNullElse(value, "")));
    }
    return headers;
  }

  private static byte[] body(APIGatewayProxyRequestEvent event) {
    String body = event.getBody();
    if (body == null) {
      return new byte[0];
    }
    return Boolean.TRUE.equals(event.getIsBase64Encoded())
        ? Base64.getDecoder().decode(body)
        : body.getBytes(StandardCharsets.UTF_8);
  }

  /** The event that carries a response. */
  public static APIGatewayProxyResponseEvent response(HttpResponse response) {
    APIGatewayProxyResponseEvent event =
        new APIGatewayProxyResponseEvent()
            .withStatusCode(response.status())
            .withHeaders(response.headers())
            .withIsBase64Encoded(false);
    if (response.body().length > 0) {
      event.setBody(new String(response.body(), StandardCharsets.UTF_8));
    }
    return event;
  }
}
