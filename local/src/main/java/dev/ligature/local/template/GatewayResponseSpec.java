package dev.ligature.local.template;

import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the API answers itself when no function does.
 *
 * @param type API Gateway's name of the case, e.g. {@code MISSING_AUTHENTICATION_TOKEN}
 * @param status the status it answers, if it is not the case's own
 * @param headers literal headers of the answer
 * @param body the body's template, in which {@code $context.error.messageString} may stand; null
 *     for API Gateway's own
 */
public record GatewayResponseSpec(
    String type, OptionalInt status, Map<String, String> headers, @Nullable String body) {

  public GatewayResponseSpec {
    headers = Map.copyOf(headers);
  }
}
