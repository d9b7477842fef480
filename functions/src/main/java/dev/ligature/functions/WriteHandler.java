package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.ligature.functions.logging.JsonLogs;
import dev.ligature.functions.wiring.Composition;
import java.util.Map;

/** Answers every method but GET: creates, updates, deletes, and what is done to jobs. */
public final class WriteHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {

  private final ApiFunction function;

  /** As Lambda makes it: configured by the process's environment. */
  public WriteHandler() {
    this(System.getenv());
    JsonLogs.installForAll();
  }

  /** Configured by these variables. */
  public WriteHandler(Map<String, String> environment) {
    this(Composition.of(environment));
  }

  /** On a core that is put together already. */
  public WriteHandler(Composition composition) {
    JsonLogs.install();
    this.function = new ApiFunction(composition);
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return function.answer(event, context);
  }
}
