package dev.ligature.data.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;
import dev.ligature.bucket.Moments;
import dev.ligature.schema.Field;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks a caller's fields against a model and brings them into their stored form. */
final class InputCheck {

  private static final Set<String> SYSTEM =
      Set.of(EntityCodec.ID, EntityCodec.VERSION, EntityCodec.CREATED_AT, EntityCodec.UPDATED_AT);

  private static final Fault HALF_A_CHARACTER =
      new Fault("contains half of a surrogate pair", "send whole characters");

  private static final Fault BEYOND_ALL_NUMBERS =
      new Fault(
          "contains a number of more than " + Limits.NUMBER_EXPONENT + " digits",
          "send it as text, or another unit");

  private final ModelDefinition model;
  private int unnamed;
  private final List<FieldError> errors = new ArrayList<>();
  private final ObjectNode fields = Json.object();

  private InputCheck(ModelDefinition model) {
    this.model = model;
  }

  /** The outcome: errors, or the fields as they are to be stored. */
  record Checked(List<FieldError> errors, ObjectNode fields) {

    /** Why they are not to be stored; empty if they are. */
    Optional<WriteResult.Rejection> rejection() {
      if (!errors.isEmpty()) {
        return Optional.of(new WriteResult.Invalid(errors));
      }
      int bytes = Json.bytes(fields).length;
      return bytes > Limits.ENTITY_BYTES
          ? Optional.of(new WriteResult.TooLarge(bytes, Limits.ENTITY_BYTES))
          : Optional.empty();
    }
  }

  /** Checks the whole of a new entity's fields. */
  static Checked create(ModelDefinition model, ObjectNode input) {
    InputCheck check = new InputCheck(model);
    check.refuseUnknown(input, Set.of());
    for (String name : SYSTEM) {
      if (input.has(name)) {
        check.error(name, "is made by the server", "leave it out");
      }
    }
    check.takeFields(input);
    return check.done();
  }

  /**
   * Checks the whole of an entity's fields after an update.
   *
   * @param current as stored; what the model does not declare is carried along
   */
  static Checked update(ModelDefinition model, ObjectNode input, Entity current) {
    InputCheck check = new InputCheck(model);
    Set<String> undeclared =
        current.fields().propertyStream().map(e -> e.getKey()).collect(Collectors.toSet());
    check.refuseUnknown(input, undeclared);
    if (input.has(EntityCodec.ID)
        && !input.path(EntityCodec.ID).asText().equals(current.id().toString())) {
      check.error(EntityCodec.ID, "is not the id in the path", "leave it out");
    }
    check.takeFields(input);
    for (Field field : model.fields()) {
      if (!field.updatable()
          && !check.fields.path(field.name()).equals(current.fields().path(field.name()))) {
        check.error(field.name(), "cannot change after creation", "send the stored value");
      }
    }
    current
        .fields()
        .propertyStream()
        .filter(e -> model.field(e.getKey()).isEmpty())
        .forEach(e -> check.fields.set(e.getKey(), e.getValue()));
    return check.done();
  }

  private Checked done() {
    if (unnamed > 0) {
      errors.add(new FieldError("(body)", "has " + unnamed + " more errors", "fix these first"));
    }
    return new Checked(List.copyOf(errors), fields);
  }

  private void refuseUnknown(ObjectNode input, Set<String> known) {
    input
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (model.field(name).isEmpty() && !SYSTEM.contains(name) && !known.contains(name)) {
                String names =
                    model.fields().stream().map(Field::name).collect(Collectors.joining(", "));
                error(name, "is no field of " + model.name(), "use one of: " + names);
              }
            });
  }

  private void takeFields(ObjectNode input) {
    for (Field field : model.fields()) {
      JsonNode value = input.path(field.name());
      Optional<Fault> fault = fault(value);
      if (fault.isPresent()) {
        error(field.name(), fault.get().problem(), fault.get().fix());
      } else if (value.isMissingNode() || value.isNull()) {
        takeAbsent(field, value);
      } else {
        JsonNode stored = normalize(field, value);
        if (stored != null) {
          fields.set(field.name(), stored);
        }
      }
    }
  }

  private record Fault(String problem, String fix) {}

  /** What stands in a value, at any depth, that could not be stored and read back as it is. */
  private static Optional<Fault> fault(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING ->
          Json.isWellFormed(value.asText()) ? Optional.empty() : Optional.of(HALF_A_CHARACTER);
      case NUMBER ->
          !value.isBigDecimal() || Json.isSane(value.decimalValue())
              ? Optional.empty()
              : Optional.of(BEYOND_ALL_NUMBERS);
      case OBJECT ->
          value
              .propertyStream()
              .map(
                  member ->
                      Json.isWellFormed(member.getKey())
                          ? fault(member.getValue())
                          : Optional.of(HALF_A_CHARACTER))
              .flatMap(Optional::stream)
              .findFirst();
      case ARRAY ->
          value.valueStream().map(InputCheck::fault).flatMap(Optional::stream).findFirst();
      default -> Optional.empty();
    };
  }

  private void takeAbsent(Field field, JsonNode value) {
    if (field.required()) {
      error(
          field.name(),
          value.isNull() ? "must not be null" : "is missing",
          "give a " + typeName(field));
    } else if (field.type() == FieldType.BOOLEAN) {
      fields.put(field.name(), false);
    } else {
      fields.putNull(field.name());
    }
  }

  private @Nullable JsonNode normalize(Field field, JsonNode value) {
    return switch (field.type()) {
      case STRING -> {
        if (!value.isTextual()) {
          yield wrong(field);
        }
        if (field.required() && !field.blank() && value.asText().isBlank()) {
          error(field.name(), "must not be blank", "give some text");
          yield null;
        }
        yield value;
      }
      case INTEGER -> {
        if (!value.isNumber()) {
          yield wrong(field);
        }
        BigDecimal number = value.decimalValue();
        if (number.scale() > 18 || number.precision() - number.scale() > 19) {
          yield wrong(field);
        }
        try {
          yield fields.numberNode(number.longValueExact());
        } catch (ArithmeticException e) {
          yield wrong(field);
        }
      }
      case NUMBER -> value.isNumber() ? value : wrong(field);
      case BOOLEAN -> value.isBoolean() ? value : wrong(field);
      case UUID -> {
        UUID id = value.isTextual() ? Json.uuidOrNull(value.asText()) : null;
        yield id == null ? wrong(field) : fields.textNode(id.toString());
      }
      case INSTANT -> {
        try {
          yield value.isTextual()
              ? fields.textNode(Moments.parseInput(value.asText()).toString())
              : wrong(field);
        } catch (DateTimeException e) {
          yield wrong(field);
        }
      }
      case JSON -> value;
    };
  }

  private @Nullable JsonNode wrong(Field field) {
    error(field.name(), "is not a " + typeName(field), "give a " + typeName(field));
    return null;
  }

  private static String typeName(Field field) {
    return switch (field.type()) {
      case STRING -> "string";
      case INTEGER -> "whole number of 64 bits";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case UUID -> "UUID such as 01890a5d-ac96-774b-bcce-b302099a8057";
      case INSTANT -> "moment in UTC such as 2026-01-31T12:00:00Z";
      case JSON -> "JSON value";
    };
  }

  private void error(String field, String problem, String fix) {
    if (errors.size() < Limits.FIELD_ERRORS) {
      errors.add(FieldError.named(field, problem, fix));
    } else {
      unnamed++;
    }
  }
}
