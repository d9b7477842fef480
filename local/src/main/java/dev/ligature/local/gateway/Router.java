package dev.ligature.local.gateway;

import dev.ligature.local.template.RouteSpec;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the method of a REST API that answers a request, as API Gateway does: at every part of the
 * path a literal goes before a variable, and the request's own method before {@code ANY}.
 */
final class Router {
  private final Node root = new Node();

  /**
   * @param route what answers
   * @param pathParameters the variables of the path, decoded
   */
  record Match(RouteSpec route, Map<String, String> pathParameters) {}

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, RouteSpec> methods = new HashMap<>();
    private @Nullable Node variable;
    private String variableName = "";
    private boolean greedy;
  }

  Router(List<RouteSpec> routes) {
    routes.forEach(this::add);
  }

  private void add(RouteSpec route) {
    Node node = root;
    for (String part : parts(route.path())) {
      if (part.startsWith("{")) {
        Node next = node.variable == null ? new Node() : node.variable;
        node.variable = next;
        node.greedy = part.endsWith("+}");
        node.variableName = part.substring(1, part.length() - (node.greedy ? 2 : 1));
        node = next;
      } else {
        node = node.literals.computeIfAbsent(part, any -> new Node());
      }
    }
    node.methods.put(route.method(), route);
  }

  /**
   * @param rawPath the path as requested, percent-encoded
   * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits
   */
  Optional<Match> match(String method, String rawPath) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Node node = root;
    List<String> parts = parts(rawPath);
    for (int i = 0; i < parts.size(); i++) {
      String part = decode(parts.get(i));
      Node literal = node.literals.get(part);
      if (literal != null) {
        node = literal;
      } else if (node.variable == null) {
        return Optional.empty();
      } else if (node.greedy) {
        parameters.put(node.variableName, decode(String.join("/", parts.subList(i, parts.size()))));
        node = node.variable;
        break;
      } else {
        parameters.put(node.variableName, part);
        node = node.variable;
      }
    }
    RouteSpec own = node.methods.get(method);
    RouteSpec route = own == null ? node.methods.get("ANY") : own;
    return Optional.ofNullable(route).map(found -> new Match(found, parameters));
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static String decode(String part) {
    // A plus sign is itself in a path; only in a query does it stand for a space.
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
