package dev.ligature.local.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Answers what it was sent; the header {@code Probe} makes it misbehave instead. */
public final class EchoHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOO_MUCH = 7 * 1024 * 1024;

  private final Map<String, String> environment;
  private int served;

  public EchoHandler(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent request, Context context) {
    served++;
    String probe = request.getHeaders() == null ? null : request.getHeaders().get("Probe");
    APIGatewayProxyResponseEvent response = new APIGatewayProxyResponseEvent().withStatusCode(200);
    return switch (probe) {
      case "throw" -> throw new IllegalStateException("as asked");
      case "hang" -> hang();
      case "big" -> response.withBody("x".repeat(TOO_MUCH));
      case "base64" ->
          response
              .withHeaders(Map.of("Content-Type", "image/png"))
              .withBody(Base64.getEncoder().encodeToString(new byte[] {0, (byte) 0xff}))
              .withIsBase64Encoded(true);
      case null, default ->
          response.withMultiValueHeaders(cookies()).withBody(echo(request, context));
    };
  }

  private static Map<String, List<String>> cookies() {
    return Map.of("Set-Cookie", List.of("a=1", "b=2"));
  }

  private static APIGatewayProxyResponseEvent hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException abandoned) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("interrupted");
  }

  private String echo(APIGatewayProxyRequestEvent request, Context context) {
    ObjectNode echo = JSON.createObjectNode();
    echo.put("resource", request.getResource());
    echo.put("path", request.getPath());
    echo.put("method", request.getHttpMethod());
    echo.put("body", request.getBody());
    echo.put("base64", Boolean.TRUE.equals(request.getIsBase64Encoded()));
    echo.set("pathParameters", JSON.valueToTree(request.getPathParameters()));
    echo.set("query", JSON.valueToTree(request.getMultiValueQueryStringParameters()));
    echo.set("headers", JSON.valueToTree(request.getHeaders()));
    echo.set("environment", JSON.valueToTree(environment));
    echo.put("served", served);
    echo.put("remaining", context.getRemainingTimeInMillis());
    echo.put("memory", context.getMemoryLimitInMB());
    return echo.toString();
  }
}
