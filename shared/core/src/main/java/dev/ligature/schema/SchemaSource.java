package dev.ligature.schema;

/**
 * Provides the schema that a deployment serves. Found through {@link java.util.ServiceLoader}: name
 * the class that implements it in {@code META-INF/services/dev.ligature.schema.SchemaSource}.
 */
@FunctionalInterface
public interface SchemaSource {

  /**
   * The schema.
   *
   * @throws SchemaException with every error, if the models are wrong
   */
  Schema schema();
}
