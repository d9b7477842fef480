package dev.ligature.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.schema.ModelDraft.Kind;
import dev.ligature.schema.ModelDraft.Relationship;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what annotated records declare. */
final class RecordReader {

  private static final Set<Class<?>> INTEGERS =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          short.class,
          Short.class,
          byte.class,
          Byte.class);
  private static final Set<Class<?>> NUMBERS =
      Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class);

  private final List<Class<?>> records;
  private final List<SchemaError> errors;

  RecordReader(List<Class<?>> records, List<SchemaError> errors) {
    this.records = records;
    this.errors = errors;
  }

  /** The models of the records that can be read; what cannot is among the errors. */
  List<ModelDraft> read() {
    List<ModelDraft> drafts = new ArrayList<>();
    for (Class<?> type : records) {
      Model model = type.getAnnotation(Model.class);
      String name = type.getSimpleName();
      if (!type.isRecord()) {
        error(name, null, "it is not a record", "Declare it as `record " + name + "(…)`");
      } else if (model == null) {
        error(name, null, "it lacks @Model", "Annotate it with @Model(plural = \"…\")");
      } else {
        drafts.add(draft(type, model));
      }
    }
    return drafts;
  }

  private ModelDraft draft(Class<?> type, Model model) {
    List<dev.ligature.schema.Field> fields = new ArrayList<>();
    List<Relationship> relationships = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.add(field(type, component));
      ForeignKey key = component.getAnnotation(ForeignKey.class);
      if (key != null) {
        relationships.add(
            relationship(
                type,
                Kind.FOREIGN_KEY,
                key.value(),
                component.getName(),
                key.name(),
                key.onDelete(),
                key.orphans()));
      }
    }
    for (HasMany many : type.getAnnotationsByType(HasMany.class)) {
      relationships.add(
          relationship(
              type,
              Kind.HAS_MANY,
              many.value(),
              many.foreignKey(),
              many.name(),
              many.onDelete(),
              many.orphans()));
    }
    for (HasOne one : type.getAnnotationsByType(HasOne.class)) {
      relationships.add(
          relationship(
              type,
              Kind.HAS_ONE,
              one.value(),
              one.foreignKey(),
              one.name(),
              one.onDelete(),
              one.orphans()));
    }
    return new ModelDraft(type.getSimpleName(), model.plural(), fields, relationships, type);
  }

  private Relationship relationship(
      Class<?> owner,
      Kind kind,
      Class<?> target,
      String key,
      String name,
      OnDelete[] onDelete,
      OrphanPolicy[] orphans) {
    // A class that was not given must not be taken for one of the same simple name that was.
    String targetName = records.contains(target) ? target.getSimpleName() : target.getName();
    return new Relationship(
        kind,
        targetName,
        key,
        name.isEmpty() ? null : name,
        atMostOne(owner, key, "onDelete", onDelete),
        atMostOne(owner, key, "orphans", orphans));
  }

  private <T> @Nullable T atMostOne(Class<?> owner, String key, String what, T[] values) {
    if (values.length > 1) {
      error(
          owner.getSimpleName(),
          key,
          what + " is said " + values.length + " times: " + Arrays.toString(values),
          "Keep one of them");
    }
    return values.length == 0 ? null : values[0];
  }

  private dev.ligature.schema.Field field(Class<?> owner, RecordComponent component) {
    String model = owner.getSimpleName();
    String name = component.getName();
    Class<?> type = component.getType();
    List<Annotation> marks = marks(owner, component);
    boolean notBlank = marks.stream().anyMatch(NotBlank.class::isInstance);
    boolean notNull = notBlank || marks.stream().anyMatch(NotNull.class::isInstance);
    // By its simple name, so that a project's own choice among the many @Nullable is understood.
    boolean nullable =
        marks.stream().anyMatch(m -> m.annotationType().getSimpleName().equals("Nullable"));
    if (nullable && notNull) {
      error(
          model,
          name,
          "it is both @Nullable and " + (notBlank ? "@NotBlank" : "@NotNull"),
          "Keep one of them");
    }
    if (nullable && type.isPrimitive()) {
      error(
          model,
          name,
          "it is @Nullable, but " + type.getName() + " is never null",
          "Use the class in place of the primitive, or remove @Nullable");
    }
    if (notBlank && !CharSequence.class.isAssignableFrom(type)) {
      error(model, name, "it is @NotBlank, but no String", "Use @NotNull");
    }
    Optional<FieldType> known = typeOf(type);
    if (component.isAnnotationPresent(ForeignKey.class)) {
      // Whatever else it is, the checker has the right words for a key that is no UUID.
      known = Optional.of(known.orElse(FieldType.STRING));
    } else if (holdsModel(component.getGenericType())) {
      error(
          model,
          name,
          "it holds a model; entities refer to each other by id",
          "Replace it by a UUID with @ForeignKey, or by @HasMany or @HasOne on the record");
    } else if (known.isEmpty()) {
      error(
          model,
          name,
          "its type " + component.getGenericType().getTypeName() + " is not supported",
          "Use String, an integer or floating type, BigDecimal, boolean, UUID, Instant, an enum,"
              + " or for JSON a JsonNode, Map, List or record");
    }
    return new dev.ligature.schema.Field(
        name,
        known.orElse(FieldType.STRING),
        notNull || !(nullable || type.isPrimitive()),
        !notBlank,
        component.isAnnotationPresent(Unique.class),
        component.isAnnotationPresent(Indexed.class),
        !component.isAnnotationPresent(ReadOnly.class));
  }

  /** All annotations of a component: of its type, and those that went to its private field. */
  private static List<Annotation> marks(Class<?> owner, RecordComponent component) {
    Field field;
    try {
      field = owner.getDeclaredField(component.getName());
    } catch (NoSuchFieldException impossible) {
      throw new AssertionError("a record component has a field", impossible);
    }
    return Stream.of(
            component.getAnnotatedType().getAnnotations(),
            component.getAnnotations(),
            field.getAnnotations())
        .flatMap(Arrays::stream)
        .toList();
  }

  private static Optional<FieldType> typeOf(Class<?> type) {
    if (type == String.class || type.isEnum()) {
      return Optional.of(FieldType.STRING);
    }
    if (INTEGERS.contains(type)) {
      return Optional.of(FieldType.INTEGER);
    }
    if (NUMBERS.contains(type)) {
      return Optional.of(FieldType.NUMBER);
    }
    if (type == boolean.class || type == Boolean.class) {
      return Optional.of(FieldType.BOOLEAN);
    }
    if (type == UUID.class) {
      return Optional.of(FieldType.UUID);
    }
    if (type == Instant.class) {
      return Optional.of(FieldType.INSTANT);
    }
    boolean json =
        type.isRecord()
            || JsonNode.class.isAssignableFrom(type)
            || Map.class.isAssignableFrom(type)
            || Collection.class.isAssignableFrom(type);
    return json ? Optional.of(FieldType.JSON) : Optional.empty();
  }

  private static boolean holdsModel(Type type) {
    return switch (type) {
      case Class<?> c -> c.isAnnotationPresent(Model.class);
      case ParameterizedType p ->
          Arrays.stream(p.getActualTypeArguments()).anyMatch(RecordReader::holdsModel);
      default -> false;
    };
  }

  private void error(String model, @Nullable String field, String problem, String fix) {
    errors.add(new SchemaError(model, field, problem, fix));
  }
}
