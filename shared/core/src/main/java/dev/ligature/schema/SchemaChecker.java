package dev.ligature.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks drafts as a whole and makes the schema of them. All errors are collected, then thrown. */
final class SchemaChecker {

  private final List<ModelDraft> drafts;
  private final List<SchemaError> errors;

  /** Models that a reader already refused, so that nobody is told twice. */
  private final Set<String> refused;

  private final Map<String, ModelDraft> byName = new LinkedHashMap<>();

  private SchemaChecker(List<ModelDraft> drafts, List<SchemaError> errors) {
    this.drafts = drafts;
    this.errors = errors;
    this.refused =
        errors.stream()
            .map(SchemaError::model)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .collect(Collectors.toSet());
  }

  /**
   * Checks the drafts.
   *
   * @param errors what reading them already found; grows
   */
  static Schema check(List<ModelDraft> drafts, List<SchemaError> errors) {
    return new SchemaChecker(drafts, errors).check();
  }

  private Schema check() {
    if (drafts.isEmpty() && errors.isEmpty()) {
      errors.add(
          new SchemaError(null, null, "there is no model in it", "Declare at least one model"));
    }
    checkModels();
    drafts.forEach(this::checkFields);
    List<ForeignKeyConstraint> constraints =
        new RelationshipChecker(byName, refused, errors).constraints();
    checkRelationshipNames(constraints);
    if (!errors.isEmpty()) {
      throw new SchemaException(inOrderOfModels());
    }
    return schema(constraints);
  }

  private Schema schema(List<ForeignKeyConstraint> constraints) {
    Map<String, Class<?>> records = new HashMap<>();
    List<ModelDefinition> models = new ArrayList<>();
    for (ModelDraft draft : drafts) {
      models.add(definition(draft, constraints));
      if (draft.record() != null) {
        records.put(draft.name(), draft.record());
      }
    }
    return new Schema(models, records);
  }

  private List<SchemaError> inOrderOfModels() {
    // Not an immutable list, which may refuse to look for the null of "no model".
    List<String> order = new ArrayList<>(byName.keySet());
    return errors.stream()
        .distinct()
        .sorted(Comparator.comparingInt(e -> order.indexOf(e.model())))
        .toList();
  }

  private void checkModels() {
    Map<String, String> plurals = new HashMap<>();
    for (ModelDraft draft : drafts) {
      checkNames(draft);
      String name = draft.name();
      if (byName.putIfAbsent(name, draft) != null) {
        error(name, null, "the model name is used twice", "Rename one of the two models");
      }
      String first = plurals.putIfAbsent(draft.plural(), name);
      if (first != null) {
        error(
            name,
            null,
            "the plural \"" + draft.plural() + "\" is used twice, also by " + first,
            "Choose another plural for one of them");
      }
    }
  }

  private void checkNames(ModelDraft draft) {
    SchemaNames.wrongModel(draft.name())
        .ifPresent(problem -> error(draft.name(), null, problem, "Choose another name"));
    SchemaNames.wrongPlural(draft.plural())
        .ifPresent(problem -> error(draft.name(), null, problem, "Choose another plural"));
  }

  private void checkFields(ModelDraft draft) {
    Map<String, Field> seen = new HashMap<>();
    for (Field field : draft.fields()) {
      String model = draft.name();
      String name = field.name();
      SchemaNames.wrongField(name)
          .ifPresent(problem -> error(model, name, problem, "Choose another name"));
      if (seen.putIfAbsent(name, field) != null) {
        error(model, name, "the field is declared twice", "Remove or rename one of the two");
      }
      if (field.type() == FieldType.JSON && (field.unique() || field.indexed())) {
        error(
            model,
            name,
            "a json field cannot be " + (field.unique() ? "unique" : "indexed"),
            "Put what is to be found into a field of its own");
      }
    }
  }

  /** Names of relationships stand beside the fields when entities are embedded. */
  private void checkRelationshipNames(List<ForeignKeyConstraint> constraints) {
    for (ModelDraft draft : byName.values()) {
      Map<String, String> taken = new HashMap<>();
      draft.fields().forEach(field -> taken.put(field.name(), "a field"));
      for (ForeignKeyConstraint key : constraints) {
        if (key.child().equals(draft.name())) {
          checkRelationshipName(draft, key, key.parentName(), taken, "the foreign key");
        }
      }
      for (ForeignKeyConstraint key : constraints) {
        if (key.parent().equals(draft.name())) {
          checkRelationshipName(
              draft, key, key.childrenName(), taken, key.single() ? "@HasOne" : "@HasMany");
        }
      }
    }
  }

  private void checkRelationshipName(
      ModelDraft draft,
      ForeignKeyConstraint key,
      String name,
      Map<String, String> taken,
      String side) {
    String fix = "Give a name to " + side + " of " + draft.name() + " for " + key.id();
    SchemaNames.wrongRelationship(name)
        .ifPresent(problem -> error(draft.name(), name, problem, fix));
    String other = taken.putIfAbsent(name, "the relationship of " + key.id());
    if (other != null) {
      error(
          draft.name(),
          name,
          "the name of the relationship of " + key.id() + " is already that of " + other,
          fix);
    }
  }

  private ModelDefinition definition(ModelDraft draft, List<ForeignKeyConstraint> constraints) {
    List<ForeignKeyConstraint> held =
        constraints.stream().filter(k -> k.child().equals(draft.name())).toList();
    List<ForeignKeyConstraint> referencedBy =
        constraints.stream().filter(k -> k.parent().equals(draft.name())).toList();
    Set<String> keys =
        held.stream().map(ForeignKeyConstraint::field).collect(Collectors.toUnmodifiableSet());
    List<Field> fields =
        draft.fields().stream().map(f -> normal(f, keys.contains(f.name()))).toList();
    return new ModelDefinition(draft.name(), draft.plural(), fields, held, referencedBy);
  }

  /**
   * A field in the one form in which equal schemas hold it. A key has its index anyway, and its
   * being unique has become {@link ForeignKeyConstraint#single}.
   */
  private static Field normal(Field field, boolean key) {
    boolean mayBeBlank = field.type() != FieldType.STRING || !field.required() || field.blank();
    return new Field(
        field.name(),
        field.type(),
        field.required(),
        mayBeBlank,
        field.unique() && !key,
        field.indexed() && !key,
        field.updatable());
  }

  private void error(@Nullable String model, @Nullable String field, String problem, String fix) {
    errors.add(new SchemaError(model, field, problem, fix));
  }
}
