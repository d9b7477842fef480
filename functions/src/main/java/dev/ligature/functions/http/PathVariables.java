package dev.ligature.functions.http;

import java.util.Map;

/**
 * What stood in the path for the variables of a route.
 *
 * @param route the route's template, {@code /{plural}/{id}}
 * @param values by the variable's name
 */
public record PathVariables(String route, Map<String, String> values) {

  public PathVariables {
    values = Map.copyOf(values);
  }

  /** The value of a variable that the route has. */
  public String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route " + route + " has no {" + name + "}");
    }
    return value;
  }
}
