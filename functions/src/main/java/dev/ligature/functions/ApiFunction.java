package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import dev.ligature.functions.api.ApiDispatch;
import dev.ligature.functions.gateway.GatewayEvents;
import dev.ligature.functions.logging.Invocation;
import dev.ligature.functions.wiring.Composition;

/** What the functions behind API Gateway share: an event in, the API's answer out. */
final class ApiFunction {

  private final ApiDispatch api;

  ApiFunction(Composition composition) {
    this.api = new ApiDispatch(composition.services());
  }

  APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event, Context context) {
    return Invocation.of(
        context,
        () ->
            GatewayEvents.response(
                api.handle(GatewayEvents.request(event, context.getAwsRequestId()))));
  }
}
