package dev.ligature.schema;

/**
 * One field of a model.
 *
 * @param name its name in JSON and in the record
 * @param type its type
 * @param required whether it must be present and not null
 * @param blank whether a required string may be empty or only white space; true for every other
 *     type
 * @param unique whether no two living entities may have the same (non-null) value
 * @param indexed whether filters on it read an index
 * @param updatable whether it may change after creation
 */
public record Field(
    String name,
    FieldType type,
    boolean required,
    boolean blank,
    boolean unique,
    boolean indexed,
    boolean updatable) {}
