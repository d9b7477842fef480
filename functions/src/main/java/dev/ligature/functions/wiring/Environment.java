package dev.ligature.functions.wiring;

import dev.ligature.api.FunctionVariable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The environment variables of a function. What is wrong with one is said with its name. */
public final class Environment {

  private final Map<String, String> variables;

  /**
   * @param variables these come first; AWS's own names (AWS_…) are then looked for in the process's
   *     environment
   */
  public Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /** A variable that must be there. */
  public String required(FunctionVariable variable) {
    String name = variable.key();
    return optional(name)
        .orElseThrow(
            () -> new IllegalStateException("the environment variable " + name + " is not set"));
  }

  /** A variable that may be absent; a blank one counts as absent. */
  public Optional<String> optional(FunctionVariable variable) {
    return optional(variable.key());
  }

  /** The same of one that the stack does not set. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /** A whole number of 0 or more. */
  public long number(FunctionVariable variable, long otherwise) {
    String name = variable.key();
    return optional(name)
        .map(
            text -> {
              if (!text.matches("[0-9]{1,12}")) {
                throw new IllegalStateException(
                    "the environment variable " + name + " is \"" + text + "\", no whole number");
              }
              return Long.parseLong(text);
            })
        .orElse(otherwise);
  }

  /** What AWS's clients are configured by. */
  Map<String, String> aws() {
    Map<String, String> aws = new HashMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("AWS_")) {
                aws.put(name, value);
              }
            });
    aws.putAll(variables);
    return aws;
  }
}
