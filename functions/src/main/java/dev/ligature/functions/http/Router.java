package dev.ligature.functions.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the endpoint for a method and a path. Of two routes that fit, the one that spells out the
 * earlier segment wins, as in API Gateway: {@code /jobs/{id}} before {@code /{plural}/{id}}.
 * Immutable once built.
 */
public final class Router {

  private record Route(String template, List<String> segments, Map<String, Endpoint> endpoints) {}

  /** What a request leads to. */
  public sealed interface Match {
    /** An endpoint, and what stood in the path. */
    record Found(Endpoint endpoint, PathVariables path) implements Match {}

    /** The path is known, but not with this method. */
    record WrongMethod(String route, List<String> allowed) implements Match {}

    /** The path is unknown. */
    record Unknown() implements Match {}
  }

  private final List<Route> routes;

  private Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** Begins a router. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects routes. */
  public static final class Builder {
    private final Map<String, Map<String, Endpoint>> endpoints = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a route.
     *
     * @param method in capitals
     * @param template {@code /{plural}/{id}}
     */
    public Builder route(String method, String template, Endpoint endpoint) {
      Map<String, Endpoint> methods =
          endpoints.computeIfAbsent(template, t -> new TreeMap<String, Endpoint>());
      if (methods.put(method, endpoint) != null) {
        throw new IllegalArgumentException(method + " " + template + " has two endpoints");
      }
      return this;
    }

    /** The router. */
    public Router build() {
      List<Route> routes = new ArrayList<>();
      endpoints.forEach((template, e) -> routes.add(new Route(template, segments(template), e)));
      return new Router(routes);
    }
  }

  /** Where a request goes. HEAD goes where GET goes. */
  public Match match(String method, String path) {
    List<String> segments = segments(path);
    Route best = null;
    for (Route route : routes) {
      if (fits(route, segments) && (best == null || moreSpecific(route, best))) {
        best = route;
      }
    }
    if (best == null) {
      return new Match.Unknown();
    }
    Endpoint endpoint = best.endpoints().get(method.equals("HEAD") ? "GET" : method);
    if (endpoint == null) {
      return new Match.WrongMethod(best.template(), List.copyOf(best.endpoints().keySet()));
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String pattern = best.segments().get(i);
      if (isVariable(pattern)) {
        values.put(pattern.substring(1, pattern.length() - 1), segments.get(i));
      }
    }
    return new Match.Found(endpoint, new PathVariables(best.template(), values));
  }

  private static boolean fits(Route route, List<String> segments) {
    if (route.segments().size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      String pattern = route.segments().get(i);
      boolean same =
          isVariable(pattern) ? !segments.get(i).isEmpty() : pattern.equals(segments.get(i));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean moreSpecific(Route one, Route other) {
    for (int i = 0; i < one.segments().size(); i++) {
      boolean variable = isVariable(one.segments().get(i));
      if (variable != isVariable(other.segments().get(i))) {
        return !variable;
      }
    }
    return false;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }

  /** A slash at the end makes no other path. */
  private static List<String> segments(String path) {
    String inner = path.startsWith("/") ? path.substring(1) : path;
    if (inner.endsWith("/")) {
      inner = inner.substring(0, inner.length() - 1);
    }
    return List.of(inner.split("/", -1));
  }
}
