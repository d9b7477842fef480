package dev.ligature.schema;

import java.util.Locale;

/** The types of a field, named in JSON by their lower-case names. */
public enum FieldType {
  /** Text. */
  STRING,
  /** A whole number of 64 bits. */
  INTEGER,
  /** Any JSON number. */
  NUMBER,
  /** true or false. */
  BOOLEAN,
  /** A UUID in its canonical text form. */
  UUID,
  /** A moment in UTC, ISO 8601. */
  INSTANT,
  /** Any JSON value. */
  JSON;

  /** Its name in the JSON of a schema: {@code string}. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
