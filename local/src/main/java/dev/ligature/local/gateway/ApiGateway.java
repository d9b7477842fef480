package dev.ligature.local.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.ligature.local.lambda.InvocationResult;
import dev.ligature.local.lambda.LocalFunction;
import dev.ligature.local.template.StackTemplate;
import dev.ligature.s3server.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The REST API of the template on a loopback port, with API Gateway's limits: 10 MB of body, 29
 * seconds, and its own answers where no function answers. IAM authorization is not asked for here.
 */
public final class ApiGateway implements AutoCloseable {
  private static final int BODY_LIMIT = 10 * 1024 * 1024;
  private static final Duration TIME_LIMIT = Duration.ofSeconds(29);

  /** How long a close waits for requests under way. */
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final LoopbackServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Router router;
  private final ProxyEvent proxyEvent;
  private final GatewayResponses failures;
  private final Map<String, LocalFunction> functions;
  private final Duration timeLimit;
  private final Clock clock;

  private ApiGateway(
      LoopbackServer server,
      StackTemplate template,
      Map<String, LocalFunction> functions,
      Duration timeLimit) {
    this.server = server;
    this.router = new Router(template.routes());
    this.proxyEvent = new ProxyEvent(template.binaryMediaTypes());
    this.failures = new GatewayResponses(template.gatewayResponses());
    this.functions = Map.copyOf(functions);
    this.timeLimit = timeLimit;
    this.clock = Clock.systemUTC();
  }

  /**
   * Starts to serve.
   *
   * @param port 0 for any free one
   * @param functions by logical id
   * @throws IOException if the port is taken
   */
  public static ApiGateway start(
      int port, StackTemplate template, Map<String, LocalFunction> functions) throws IOException {
    return start(port, template, functions, TIME_LIMIT);
  }

  /** Starts one that waits for a function no longer than this, instead of 29 seconds. */
  static ApiGateway start(
      int port, StackTemplate template, Map<String, LocalFunction> functions, Duration timeLimit)
      throws IOException {
    LoopbackServer server = LoopbackServer.bind(port);
    ApiGateway gateway = new ApiGateway(server, template, functions, timeLimit);
    server.serve(gateway::serve);
    return gateway;
  }

  /** Where it listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpAnswer answer = answer(exchange);
      exchange.getResponseHeaders().putAll(answer.headers());
      boolean bodiless =
          exchange.getRequestMethod().equals("HEAD")
              || answer.status() == 204
              || answer.status() == 304
              || answer.body().length == 0;
      exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.body().length);
      if (!bodiless) {
        try (OutputStream output = exchange.getResponseBody()) {
          output.write(answer.body());
        }
      }
    }
  }

  private HttpAnswer answer(HttpExchange exchange) {
    try {
      InputStream input = exchange.getRequestBody();
      byte[] body = input.readNBytes(BODY_LIMIT + 1);
      if (body.length > BODY_LIMIT) {
        // Read to the end: a client that is still sending would not see the answer.
        input.transferTo(OutputStream.nullOutputStream());
        return failures.of(GatewayFailure.REQUEST_TOO_LARGE);
      }
      return router
          .match(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath())
          .map(match -> invoke(exchange, match, body))
          .orElseGet(() -> failures.of(GatewayFailure.MISSING_AUTHENTICATION_TOKEN));
    } catch (IllegalArgumentException notPercentEncoded) {
      return failures.of(GatewayFailure.BAD_REQUEST_PARAMETERS);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private HttpAnswer invoke(HttpExchange exchange, Router.Match match, byte[] body) {
    byte[] event = proxyEvent.of(exchange, match, body, clock.instant());
    LocalFunction function = functions.get(match.route().function());
    if (function == null) {
      return failures.of(GatewayFailure.DEFAULT_5XX);
    }
    return switch (withinLimit(function, event)) {
      case InvocationResult.Success(byte[] payload) ->
          HttpAnswer.fromFunction(payload).orElseGet(() -> failures.of(GatewayFailure.DEFAULT_5XX));
      case InvocationResult.FunctionError failed -> failures.of(GatewayFailure.DEFAULT_5XX);
      case InvocationResult.TimedOut(Duration after, var payload) ->
          failures.of(
              after.compareTo(timeLimit) >= 0
                  ? GatewayFailure.INTEGRATION_TIMEOUT
                  : GatewayFailure.DEFAULT_5XX);
      case InvocationResult.Throttled throttled -> failures.of(GatewayFailure.THROTTLED);
      case InvocationResult.EventTooLarge large -> failures.of(GatewayFailure.REQUEST_TOO_LARGE);
    };
  }

  /** The gateway answers after its limit; the function goes on for its own timeout. */
  private InvocationResult withinLimit(LocalFunction function, byte[] event) {
    if (function.spec().timeout().compareTo(timeLimit) < 0) {
      return function.invoke(event);
    }
    return CompletableFuture.supplyAsync(() -> function.invoke(event), threads)
        .completeOnTimeout(
            new InvocationResult.TimedOut(timeLimit, new byte[0]),
            timeLimit.toMillis(),
            TimeUnit.MILLISECONDS)
        .join();
  }

  /** Stops to listen; requests under way get a second to end. */
  @Override
  public void close() {
    server.stop(CLOSE);
    threads.shutdownNow();
  }
}
