package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.ligature.functions.api.ApiDispatch;
import dev.ligature.functions.gateway.GatewayEvents;
import dev.ligature.functions.logging.Invocation;
import dev.ligature.functions.logging.JsonLogs;
import dev.ligature.functions.wiring.Composition;

/**
 * A function behind API Gateway: an event in, the API's answer out. Each can answer every route;
 * they differ in the role that they run under, and so in what leads to them.
 */
public abstract sealed class ApiFunction
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent>
    permits ReadHandler, WriteHandler {

  private final ApiDispatch api;

  ApiFunction(Composition composition) {
    JsonLogs.install();
    this.api = new ApiDispatch(composition.services());
  }

  @Override
  public final APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return Invocation.of(
        context,
        () ->
            GatewayEvents.response(
                api.handle(GatewayEvents.request(event, context.getAwsRequestId()))));
  }
}
