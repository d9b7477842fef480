package dev.ligature.local.lambda;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import dev.ligature.local.template.TemplateException;
import dev.ligature.s3server.LoopbackServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lambda's Invoke operation on a loopback port, so that {@code aws lambda invoke --endpoint-url}
 * and our own {@code invoke} reach the functions of a running stack.
 */
public final class InvokeApi implements AutoCloseable {
  private static final Pattern PATH =
      Pattern.compile("/2015-03-31/functions/([^/]+)/invocations/?");
  private static final int READ_LIMIT = LocalFunction.PAYLOAD_LIMIT + 1;

  private final LoopbackServer server;
  private final Function<String, LocalFunction> functions;

  private InvokeApi(LoopbackServer server, Function<String, LocalFunction> functions) {
    this.server = server;
    this.functions = functions;
  }

  /**
   * Starts to serve.
   *
   * @param port 0 for any free one
   * @param functions finds a function by the name that a caller uses, or throws {@link
   *     TemplateException}
   * @throws IOException if the port is taken
   */
  public static InvokeApi start(int port, Function<String, LocalFunction> functions)
      throws IOException {
    LoopbackServer server = LoopbackServer.bind(port);
    InvokeApi api = new InvokeApi(server, functions);
    server.serve(api::serve);
    return api;
  }

  /** Where it listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches() || !exchange.getRequestMethod().equals("POST")) {
        send(exchange, 404, bytes("{\"message\":\"Only Invoke is served here\"}"));
        return;
      }
      byte[] event = exchange.getRequestBody().readNBytes(READ_LIMIT);
      answer(exchange, functions.apply(path.group(1)), event.length == 0 ? bytes("{}") : event);
    } catch (TemplateException unknown) {
      send(exchange, 404, bytes("{\"message\":" + TextNode.valueOf(unknown.getMessage()) + "}"));
    }
  }

  private static void answer(HttpExchange exchange, LocalFunction function, byte[] event)
      throws IOException {
    switch (function.invoke(event)) {
      case InvocationResult.Success(byte[] payload) -> send(exchange, 200, payload);
      case InvocationResult.FunctionError(byte[] payload) -> sendError(exchange, payload);
      case InvocationResult.TimedOut(var after, byte[] payload) -> sendError(exchange, payload);
      case InvocationResult.Throttled throttled ->
          send(exchange, 429, bytes("{\"message\":\"Rate exceeded\"}"));
      case InvocationResult.EventTooLarge large ->
          send(exchange, 413, bytes("{\"message\":\"The event is larger than 6 MB\"}"));
    }
  }

  private static void sendError(HttpExchange exchange, byte[] payload) throws IOException {
    exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
    send(exchange, 200, payload);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("X-Amz-Executed-Version", "$LATEST");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream output = exchange.getResponseBody()) {
      output.write(body);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(Duration.ZERO);
  }
}
