package dev.ligature.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.Endpoints;
import dev.ligature.local.Stack;
import dev.ligature.local.StackException;
import dev.ligature.local.StackOptions;
import dev.ligature.local.template.FunctionSpec;
import dev.ligature.local.template.StackTemplate;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Invokes a function of the stack that runs on a data folder, or of one that is started for the
 * purpose as the last one on that folder was.
 */
final class FunctionCaller {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path data;

  FunctionCaller(Path data) {
    this.data = data;
  }

  /**
   * Invokes once and prints the response.
   *
   * @param messages is told if a stack has to be started for it
   * @return the exit code: 1 if the function failed
   */
  int call(
      StackTemplate template,
      FunctionSpec function,
      byte[] event,
      PrintWriter output,
      PrintWriter messages) {
    if (Stack.isRunning(data)) {
      return post(Endpoints.ofHolder(data), function, event, output);
    }
    StackOptions last = options();
    messages.println("No stack runs on " + data + "; starting one for this.");
    messages.flush();
    try (Stack stack = Stack.start(template, last)) {
      return post(stack.endpoints(), function, event, output);
    }
  }

  /** A folder that a person named must be there; the project's own is made when first needed. */
  private StackOptions options() {
    boolean first = data.equals(Project.defaultData()) && Files.notExists(data);
    return first ? StackOptions.inMemory().withData(data) : StackOptions.asLastStarted(data);
  }

  private static int post(
      Endpoints endpoints, FunctionSpec function, byte[] event, PrintWriter output) {
    URI target =
        URI.create(
            endpoints.lambda() + "/2015-03-31/functions/" + function.name() + "/invocations");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(target)
                  .timeout(function.timeout().plusSeconds(5))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(event))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      output.println(pretty(response.body()));
      output.flush();
      boolean failed =
          response.statusCode() != 200
              || response.headers().firstValue("X-Amz-Function-Error").isPresent();
      return failed ? 1 : 0;
    } catch (IOException unreachable) {
      throw new StackException("The stack at %s does not answer".formatted(target), unreachable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", stopped);
    }
  }

  private static String pretty(byte[] response) throws IOException {
    JsonNode node = JSON.readTree(response);
    return node == null || node.isMissingNode() ? "" : node.toPrettyString();
  }
}
