package dev.ligature.schema;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names a schema may use. They become parts of S3 keys, paths and query parameters, so they
 * are plain ASCII.
 */
final class SchemaNames {

  /** Fields that every entity has, or that protocols keep in its object. */
  static final Set<String> RESERVED_FIELDS =
      Set.of("id", "version", "createdAt", "updatedAt", "condemnedBy", "fence");

  /** First segments of paths of the API, or segments that follow a plural there. */
  static final Set<String> RESERVED_PLURALS =
      Set.of("jobs", "schema", "health", "openapi", "openapi.json", "batch");

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z$_][A-Za-z0-9$_]{0,63}");
  private static final Pattern PLURAL = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final Pattern RELATIONSHIP = Pattern.compile("[A-Za-z][A-Za-z0-9_$-]{0,63}");

  private SchemaNames() {}

  /** What is wrong with the name of a model, if anything. */
  static Optional<String> wrongModel(String name) {
    return IDENTIFIER.matcher(name).matches()
        ? Optional.empty()
        : Optional.of("the name \"" + name + "\" is no Java identifier of at most 64 characters");
  }

  /** What is wrong with a plural, if anything. */
  static Optional<String> wrongPlural(String plural) {
    if (RESERVED_PLURALS.contains(plural)) {
      return Optional.of("the plural \"" + plural + "\" is reserved for the API");
    }
    return PLURAL.matcher(plural).matches()
        ? Optional.empty()
        : Optional.of(
            "the plural \""
                + plural
                + "\" must be lower-case letters, digits, - and _, start with a letter and have at"
                + " most 64 characters");
  }

  /** What is wrong with the name of a field, if anything. */
  static Optional<String> wrongField(String name) {
    if (RESERVED_FIELDS.contains(name) || name.startsWith("_")) {
      return Optional.of("the field name \"" + name + "\" is reserved");
    }
    return IDENTIFIER.matcher(name).matches()
        ? Optional.empty()
        : Optional.of("the field name is no Java identifier (ASCII) of at most 64 characters");
  }

  /** What is wrong with the name of a relationship, if anything. */
  static Optional<String> wrongRelationship(String name) {
    if (RESERVED_FIELDS.contains(name)) {
      return Optional.of("the relationship name \"" + name + "\" is reserved");
    }
    return RELATIONSHIP.matcher(name).matches()
        ? Optional.empty()
        : Optional.of(
            "the relationship name \""
                + name
                + "\" must be letters, digits, -, _ and $, start with a letter and have at most 64"
                + " characters");
  }

  /** The default name of a relationship as seen from the child. */
  static String parentName(String key, String parent) {
    return key.endsWith("Id") && key.length() > 2
        ? key.substring(0, key.length() - 2)
        : decapitalized(parent);
  }

  /** {@code Profile} → {@code profile}. */
  static String decapitalized(String name) {
    return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
