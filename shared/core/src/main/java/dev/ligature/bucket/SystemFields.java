package dev.ligature.bucket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The system fields of an entity as stored. A bucket of s3verless may lack any of them, so each has
 * a value for that. One that is there and is of another type was written by somebody else.
 *
 * @param key of the entity in the bucket
 * @param json what lies there
 */
record SystemFields(String key, ObjectNode json) {

  long number(String field, long ifMissing) {
    JsonNode value = of(field, JsonNodeType.NUMBER, "whole number");
    if (value == null) {
      return ifMissing;
    } else if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(field, "whole number", null);
    }
    return value.asLong();
  }

  /** An entity that tells no time is as old as time. */
  Instant moment(String field) {
    String what = "ISO 8601 moment in UTC";
    JsonNode value = of(field, JsonNodeType.STRING, what);
    try {
      return value == null ? Instant.EPOCH : Moments.parse(value.asText());
    } catch (DateTimeException e) {
      throw wrong(field, what, e);
    }
  }

  /** To pass over a mark that cannot be read would show an entity that may be gone. */
  @Nullable Mark mark(String field) {
    JsonNode value = of(field, JsonNodeType.STRING, "mark");
    if (value == null) {
      return null;
    }
    Mark mark = Mark.parse(value.asText());
    if (mark == null) {
      throw wrong(field, "mark", null);
    }
    return mark;
  }

  Stamps stamps(String field) {
    JsonNode value = of(field, JsonNodeType.OBJECT, "JSON object");
    try {
      return value == null ? Stamps.none() : Stamps.parse(value);
    } catch (IllegalArgumentException e) {
      throw wrong(field, "JSON object of stamps", e);
    }
  }

  private @Nullable JsonNode of(String field, JsonNodeType type, String what) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    } else if (value.getNodeType() != type) {
      throw wrong(field, what, null);
    }
    return value;
  }

  private CorruptObjectException wrong(String field, String what, @Nullable Exception cause) {
    return new CorruptObjectException(key, field + " is no " + what, cause);
  }
}
