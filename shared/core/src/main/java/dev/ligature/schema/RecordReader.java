package dev.ligature.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.schema.ModelDraft.Kind;
import dev.ligature.schema.ModelDraft.Relationship;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
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

  /** What one annotation says of a relationship. */
  private record Declaration(
      Kind kind,
      Class<?> target,
      String key,
      String name,
      List<OnDelete> onDelete,
      List<OrphanPolicy> orphans) {

    static Declaration of(ForeignKey key, String field) {
      return new Declaration(
          Kind.FOREIGN_KEY,
          key.value(),
          field,
          key.name(),
          List.of(key.onDelete()),
          List.of(key.orphans()));
    }

    static Declaration of(HasMany many) {
      return new Declaration(
          Kind.HAS_MANY,
          many.value(),
          many.foreignKey(),
          many.name(),
          List.of(many.onDelete()),
          List.of(many.orphans()));
    }

    static Declaration of(HasOne one) {
      return new Declaration(
          Kind.HAS_ONE,
          one.value(),
          one.foreignKey(),
          one.name(),
          List.of(one.onDelete()),
          List.of(one.orphans()));
    }
  }

  private ModelDraft draft(Class<?> type, Model model) {
    List<Field> fields = new ArrayList<>();
    List<Relationship> relationships = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.add(field(type, component));
      ForeignKey key = component.getAnnotation(ForeignKey.class);
      if (key != null) {
        relationships.add(relationship(type, Declaration.of(key, component.getName())));
      }
    }
    for (HasMany many : type.getAnnotationsByType(HasMany.class)) {
      relationships.add(relationship(type, Declaration.of(many)));
    }
    for (HasOne one : type.getAnnotationsByType(HasOne.class)) {
      relationships.add(relationship(type, Declaration.of(one)));
    }
    return new ModelDraft(type.getSimpleName(), model.plural(), fields, relationships, type);
  }

  private Relationship relationship(Class<?> owner, Declaration said) {
    Class<?> target = said.target();
    return new Relationship(
        said.kind(),
        // A class that was not given must not be taken for one of the same simple name that was.
        records.contains(target) ? target.getSimpleName() : target.getName(),
        said.key(),
        said.name().isEmpty() ? null : said.name(),
        atMostOne(owner, said.key(), "onDelete", said.onDelete()),
        atMostOne(owner, said.key(), "orphans", said.orphans()));
  }

  private <T> @Nullable T atMostOne(Class<?> owner, String key, String what, List<T> values) {
    if (values.size() > 1) {
      error(
          owner.getSimpleName(),
          key,
          what + " is said " + values.size() + " times: " + values,
          "Keep one of them");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** A component of a record, with all annotations that speak of its values. */
  private record Marked(String model, RecordComponent component, List<Annotation> marks) {

    boolean notBlank() {
      return marks.stream().anyMatch(NotBlank.class::isInstance);
    }

    boolean notNull() {
      return notBlank() || marks.stream().anyMatch(NotNull.class::isInstance);
    }

    // By its simple name, so that a project's own choice among the many @Nullable is understood.
    boolean nullable() {
      return marks.stream().anyMatch(m -> m.annotationType().getSimpleName().equals("Nullable"));
    }

    boolean required() {
      return notNull() || !(nullable() || type().isPrimitive());
    }

    String name() {
      return component.getName();
    }

    Class<?> type() {
      return component.getType();
    }

    boolean has(Class<? extends Annotation> annotation) {
      return component.isAnnotationPresent(annotation);
    }
  }

  private Field field(Class<?> owner, RecordComponent component) {
    Marked marked = new Marked(owner.getSimpleName(), component, marks(owner, component));
    checkMarks(marked);
    return new Field(
        marked.name(),
        fieldType(marked),
        marked.required(),
        !marked.notBlank(),
        marked.has(Unique.class),
        marked.has(Indexed.class),
        !marked.has(ReadOnly.class));
  }

  private void checkMarks(Marked marked) {
    if (marked.nullable() && marked.notNull()) {
      error(
          marked,
          "it is both @Nullable and " + (marked.notBlank() ? "@NotBlank" : "@NotNull"),
          "Keep one of them");
    }
    if (marked.nullable() && marked.type().isPrimitive()) {
      error(
          marked,
          "it is @Nullable, but " + marked.type().getName() + " is never null",
          "Use the class in place of the primitive, or remove @Nullable");
    }
    if (marked.notBlank() && !CharSequence.class.isAssignableFrom(marked.type())) {
      error(marked, "it is @NotBlank, but no String", "Use @NotNull");
    }
  }

  /** What is of no type is read as a string, after it was reported. */
  private FieldType fieldType(Marked marked) {
    Optional<FieldType> known = typeOf(marked.type());
    // Whatever else it is, the checker has the right words for a key that is no UUID.
    if (!marked.has(ForeignKey.class)) {
      checkType(marked, known);
    }
    return known.orElse(FieldType.STRING);
  }

  private void checkType(Marked marked, Optional<FieldType> known) {
    Type type = marked.component().getGenericType();
    if (holdsModel(type)) {
      error(
          marked,
          "it holds a model; entities refer to each other by id",
          "Replace it by a UUID with @ForeignKey, or by @HasMany or @HasOne on the record");
    } else if (known.isEmpty()) {
      error(
          marked,
          "its type " + type.getTypeName() + " is not supported",
          "Use String, an integer or floating type, BigDecimal, boolean, UUID, Instant, an enum,"
              + " or for JSON a JsonNode, Map, List or record");
    }
  }

  /** All annotations of a component: of its type, and those that went to its private field. */
  private static List<Annotation> marks(Class<?> owner, RecordComponent component) {
    java.lang.reflect.Field field;
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

  private void error(Marked marked, String problem, String fix) {
    error(marked.model(), marked.name(), problem, fix);
  }

  private void error(String model, @Nullable String field, String problem, String fix) {
    errors.add(new SchemaError(model, field, problem, fix));
  }
}
