package dev.ligature.functions.api;

import dev.ligature.bucket.Limits;
import dev.ligature.functions.http.Problem;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code ?include=author,comments.author} asks for, as a tree of relationships. {@code posts}
 * and {@code posts.comments} share their beginning, so posts are loaded once.
 *
 * @param branches the relationships to follow, each with what to include in what it leads to
 */
record Includes(Map<Relationship, Includes> branches) {

  static final Includes NONE = new Includes(Map.of());

  boolean isEmpty() {
    return branches.isEmpty();
  }

  /** Reads the parameter for entities of a model. */
  static Includes parse(Schema schema, ModelDefinition model, Optional<String> parameter) {
    if (parameter.isEmpty()) {
      return NONE;
    }
    String[] paths = parameter.get().split(",", -1);
    if (paths.length > Limits.INCLUDE_PATHS) {
      throw invalid(
          "has " + paths.length + " paths", "give at most " + Limits.INCLUDE_PATHS + " paths");
    }
    List<List<Relationship>> resolved = new ArrayList<>();
    for (String path : paths) {
      resolved.add(resolve(schema, model, path.strip()));
    }
    return tree(resolved);
  }

  private static List<Relationship> resolve(Schema schema, ModelDefinition model, String path) {
    String[] names = path.split("\\.", -1);
    if (names.length > Limits.INCLUDE_DEPTH) {
      throw invalid(
          "\"" + path + "\" is " + names.length + " relationships deep",
          "go at most " + Limits.INCLUDE_DEPTH + " deep");
    }
    List<Relationship> steps = new ArrayList<>();
    ModelDefinition at = model;
    for (String name : names) {
      ModelDefinition from = at;
      Relationship step =
          Relationship.find(from, name)
              .orElseThrow(
                  () ->
                      invalid(
                          "\"" + name + "\" is no relationship of " + from.name(),
                          names(from).isEmpty()
                              ? from.name() + " has none"
                              : "use one of: " + names(from)));
      steps.add(step);
      at = step.target(schema);
    }
    return steps;
  }

  private static Includes tree(List<List<Relationship>> paths) {
    Map<Relationship, List<List<Relationship>>> byFirst = new LinkedHashMap<>();
    for (List<Relationship> path : paths) {
      if (!path.isEmpty()) {
        byFirst
            .computeIfAbsent(path.getFirst(), first -> new ArrayList<>())
            .add(path.subList(1, path.size()));
      }
    }
    Map<Relationship, Includes> branches = new LinkedHashMap<>();
    byFirst.forEach((first, rests) -> branches.put(first, tree(rests)));
    return new Includes(branches);
  }

  static String names(ModelDefinition model) {
    return Relationship.of(model).stream()
        .map(Relationship::name)
        .collect(Collectors.joining(", "));
  }

  private static RuntimeException invalid(String problem, String fix) {
    Problem invalid = Parameters.invalid("include", problem, fix);
    return invalid.exception();
  }
}
