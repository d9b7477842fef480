package dev.ligature.data.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Moments;
import dev.ligature.schema.Field;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One condition on one field. A null or absent value meets no condition but {@link Operator#NULL}.
 *
 * @param field a field of the model, or a system field
 * @param type the field's type
 * @param operator how to compare
 * @param value with what, of the field's type
 */
public record Filter(String field, FieldType type, Operator operator, JsonNode value) {

  private static final Map<String, FieldType> SYSTEM_FIELDS =
      Map.of(
          EntityCodec.ID, FieldType.UUID,
          EntityCodec.VERSION, FieldType.INTEGER,
          EntityCodec.CREATED_AT, FieldType.INSTANT,
          EntityCodec.UPDATED_AT, FieldType.INSTANT);

  /** Ways to compare; in a query string {@code field.gt=…}, with none for equality. */
  public enum Operator {
    EQ,
    NE,
    GT,
    GTE,
    LT,
    LTE,
    /** {@code field.null=true} or {@code false}. */
    NULL;

    /** Reads the suffix of a query parameter. */
    static Optional<Operator> parse(String text) {
      for (Operator operator : values()) {
        if (operator.name().toLowerCase(Locale.ROOT).equals(text)) {
          return Optional.of(operator);
        }
      }
      return Optional.empty();
    }
  }

  /** A filter, or what is wrong with its text. */
  public sealed interface Parsed {
    /** It can be used. */
    record Ok(Filter filter) implements Parsed {}

    /** It cannot. */
    record Wrong(FieldError error) implements Parsed {}
  }

  /**
   * Reads one from a query parameter.
   *
   * @param name {@code field} or {@code field.operator}
   * @param text the value as text
   */
  public static Parsed parse(ModelDefinition model, String name, String text) {
    int dot = name.lastIndexOf('.');
    String fieldName = dot < 0 ? name : name.substring(0, dot);
    Optional<Operator> operator =
        dot < 0 ? Optional.of(Operator.EQ) : Operator.parse(name.substring(dot + 1));
    FieldType type = model.field(fieldName).map(Field::type).orElse(SYSTEM_FIELDS.get(fieldName));
    if (type == null) {
      return wrong(name, "is no field of " + model.name(), "filter by one of its fields");
    }
    if (operator.isEmpty()) {
      return wrong(name, "has an unknown operator", "use eq, ne, gt, gte, lt, lte or null");
    }
    boolean ordered =
        switch (operator.get()) {
          case GT, GTE, LT, LTE -> true;
          case EQ, NE, NULL -> false;
        };
    if (type == FieldType.JSON || (type == FieldType.BOOLEAN && ordered)) {
      return wrong(name, "cannot be compared so", "filter by another field");
    }
    FieldType valueType = operator.get() == Operator.NULL ? FieldType.BOOLEAN : type;
    Optional<JsonNode> value = value(valueType, text);
    return value.isEmpty()
        ? wrong(
            name,
            "\"" + text + "\" is no " + valueType.name().toLowerCase(Locale.ROOT),
            "give a value of that type")
        : new Parsed.Ok(new Filter(fieldName, type, operator.get(), value.get()));
  }

  private static Parsed wrong(String name, String problem, String fix) {
    return new Parsed.Wrong(new FieldError(name, problem, fix));
  }

  private static Optional<JsonNode> value(FieldType type, String text) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    try {
      return switch (type) {
        case STRING, JSON -> Optional.of(json.textNode(text));
        case INTEGER -> Optional.of(json.numberNode(Long.parseLong(text)));
        case NUMBER -> {
          BigDecimal number = new BigDecimal(text);
          yield Json.isSane(number) ? Optional.of(json.numberNode(number)) : Optional.empty();
        }
        case BOOLEAN ->
            text.equals("true") || text.equals("false")
                ? Optional.of(json.booleanNode(text.equals("true")))
                : Optional.empty();
        case UUID -> {
          UUID id = Json.uuidOrNull(text);
          yield id == null ? Optional.empty() : Optional.of(json.textNode(id.toString()));
        }
        case INSTANT -> Optional.of(json.textNode(Moments.parseInput(text).toString()));
      };
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether an entity meets it. */
  boolean matches(Entity entity) {
    JsonNode actual =
        SYSTEM_FIELDS.containsKey(field)
            ? entity.toJson().path(field)
            : entity.fields().path(field);
    boolean absent = actual.isNull() || actual.isMissingNode();
    if (operator == Operator.NULL) {
      return absent == value.asBoolean();
    }
    if (absent || actual.isContainerNode()) {
      return false;
    }
    int order = compare(actual, value);
    return switch (operator) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case GT -> order > 0;
      case GTE -> order >= 0;
      case LT -> order < 0;
      case LTE -> order <= 0;
      case NULL -> throw new IllegalStateException("answered above");
    };
  }

  private int compare(JsonNode actual, JsonNode expected) {
    return switch (type) {
      case INTEGER, NUMBER -> actual.decimalValue().compareTo(expected.decimalValue());
      case INSTANT -> Instant.parse(actual.asText()).compareTo(Instant.parse(expected.asText()));
      case STRING -> compareCodePoints(actual.asText(), expected.asText());
      case BOOLEAN, UUID, JSON -> actual.asText().compareTo(expected.asText());
    };
  }

  /**
   * The order of Unicode, which is also that of UTF-8. Java's own puts the characters beyond the
   * basic plane, which it spells with surrogates, before the last ones of that plane.
   */
  private static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean beyond = Character.isSurrogate(x);
        return beyond == Character.isSurrogate(y) ? Character.compare(x, y) : beyond ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
