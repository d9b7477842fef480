package dev.ligature.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A Lambda function of the template.
 *
 * @param name its logical id
 * @param handler the class that Lambda would load, with {@code ::method} if the template has it
 * @param environment its variables as the template has them, intrinsic functions unresolved
 * @param timeout after which an invocation is abandoned
 * @param memoryMegabytes what {@code Context.getMemoryLimitInMB} answers
 * @param concurrency the reserved concurrency, if any: invocations beyond it are throttled
 */
public record FunctionSpec(
    String name,
    String handler,
    Map<String, JsonNode> environment,
    Duration timeout,
    int memoryMegabytes,
    OptionalInt concurrency) {

  public FunctionSpec {
    environment = Map.copyOf(environment);
  }

  /** The handler's simple class name, by which people name the function: {@code ReadHandler}. */
  public String handlerName() {
    int method = handler.indexOf("::");
    String type = method < 0 ? handler : handler.substring(0, method);
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
