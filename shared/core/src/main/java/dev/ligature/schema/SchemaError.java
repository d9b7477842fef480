package dev.ligature.schema;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a schema.
 *
 * @param model the model at fault, or null if the schema as a whole is
 * @param field the field or relationship at fault, or null if the model as a whole is
 * @param problem what is wrong, as a sentence without a full stop
 * @param fix what to do about it, as a sentence without a full stop
 */
public record SchemaError(
    @Nullable String model, @Nullable String field, String problem, String fix) {

  /** One line: where, what, and the fix. */
  @Override
  public String toString() {
    String where = model == null ? "schema" : field == null ? model : model + "." + field;
    return where + ": " + problem + ". " + fix + ".";
  }
}
