package dev.ligature.functions;

import dev.ligature.api.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the resource for a path as API Gateway does: where two fit, the one that spells out the
 * earlier segment.
 */
final class GatewayRouting {

  private GatewayRouting() {}

  /** The resource, or null if there is none: API Gateway would not have called a function. */
  static String resource(String path) {
    // A brace sorts behind every letter, so a variable comes behind whatever is spelled out.
    return Route.paths().stream()
        .filter(resource -> fits(resource.split("/"), path.split("/")))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** What stands in the path for the resource's variables; null if it has none. */
  static Map<String, String> parameters(String path) {
    String resource = resource(path);
    if (resource == null || !resource.contains("{")) {
      return null;
    }
    String[] names = resource.split("/");
    String[] values = path.split("/");
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      if (names[i].startsWith("{")) {
        parameters.put(
            names[i].substring(1, names[i].length() - 1),
            URLDecoder.decode(values[i], StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static boolean fits(String[] resource, String[] path) {
    if (resource.length != path.length) {
      return false;
    }
    for (int i = 0; i < resource.length; i++) {
      if (!resource[i].startsWith("{") && !resource[i].equals(path[i])) {
        return false;
      }
    }
    return true;
  }
}
