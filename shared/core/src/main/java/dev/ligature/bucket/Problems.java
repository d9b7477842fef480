package dev.ligature.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a stored object, in words for a person, that name the member. */
final class Problems {

  private Problems() {}

  static String of(JsonProcessingException failure) {
    String member = failure instanceof JsonMappingException mapping ? member(mapping) : "it";
    return switch (failure) {
      case InvalidNullException _ -> member + " is missing";
      case InvalidTypeIdException unknown ->
          unknown.getTypeId() == null
              ? "its kind is missing"
              : "its kind \"" + unknown.getTypeId() + "\" is not known";
      case MismatchedInputException wrong -> member + " is no " + name(wrong.getTargetType());
      case ValueInstantiationException refused ->
          refused.getPath().isEmpty() ? reason(refused) : member + ": " + reason(refused);
      default -> "it is no JSON: " + failure.getOriginalMessage();
    };
  }

  private static String reason(ValueInstantiationException refused) {
    Throwable cause = refused.getCause();
    return cause == null || cause.getMessage() == null
        ? refused.getOriginalMessage()
        : cause.getMessage();
  }

  /** As in {@code root.by} or {@code entries[0].keys}. */
  private static String member(JsonMappingException failure) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : failure.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "it" : path.toString();
  }

  private static String name(@Nullable Class<?> type) {
    if (type == null) {
      return "JSON of the right type";
    } else if (type == String.class) {
      return "text";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "whole number";
    } else if (type == UUID.class) {
      return "id";
    } else if (type == Instant.class) {
      return "ISO 8601 moment in UTC";
    } else if (Collection.class.isAssignableFrom(type)) {
      return "JSON array";
    } else if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(" or "));
    } else {
      return "JSON object";
    }
  }
}
