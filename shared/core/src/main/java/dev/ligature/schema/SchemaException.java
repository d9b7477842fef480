package dev.ligature.schema;

import java.util.List;
import java.util.stream.Collectors;

/** A schema is wrong. Carries every error that was found, not only the first. */
public final class SchemaException extends IllegalArgumentException {

  private final transient List<SchemaError> errors;

  SchemaException(List<SchemaError> errors) {
    super(
        (errors.size() == 1 ? "1 error" : errors.size() + " errors")
            + " in the schema:"
            + errors.stream().map(e -> "\n  " + e).collect(Collectors.joining()));
    this.errors = List.copyOf(errors);
  }

  /** Every error, in the order of the models. Never empty. */
  public List<SchemaError> errors() {
    return errors;
  }
}
