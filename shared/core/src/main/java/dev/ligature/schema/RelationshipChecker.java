package dev.ligature.schema;

import dev.ligature.schema.ModelDraft.Kind;
import dev.ligature.schema.ModelDraft.Relationship;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Joins what both sides say of each foreign key, and checks that they agree. */
final class RelationshipChecker {

  private final Map<String, ModelDraft> models;
  private final Set<String> refused;
  private final List<SchemaError> errors;
  private final Map<KeyId, Sides> keys = new LinkedHashMap<>();

  /** A foreign key: the model that holds it and its field. */
  private record KeyId(String child, String field) {
    @Override
    public String toString() {
      return child + "." + field;
    }
  }

  /** What is said of one key, by which side; either may be silent. */
  private static final class Sides {
    private @Nullable Relationship child;
    private @Nullable Relationship parent;
    private String parentModel = "";
  }

  RelationshipChecker(
      Map<String, ModelDraft> models, Set<String> refused, List<SchemaError> errors) {
    this.models = models;
    this.refused = refused;
    this.errors = errors;
  }

  /** The constraints of all keys that could be made out, by model and field in their order. */
  List<ForeignKeyConstraint> constraints() {
    // Children first, so that a contradiction is told of the parent's side.
    for (Kind kind : Kind.values()) {
      for (ModelDraft model : models.values()) {
        for (Relationship relationship : model.relationships()) {
          if (relationship.kind() == kind) {
            collect(model, relationship);
          }
        }
      }
    }
    List<ForeignKeyConstraint> constraints = new ArrayList<>();
    for (ModelDraft child : models.values()) {
      for (Field field : child.fields()) {
        Sides sides = keys.remove(new KeyId(child.name(), field.name()));
        if (sides != null) {
          constraint(child, field, sides).ifPresent(constraints::add);
        }
      }
    }
    return constraints;
  }

  private void collect(ModelDraft model, Relationship relationship) {
    boolean held = relationship.kind() == Kind.FOREIGN_KEY;
    String target = relationship.target();
    if (!models.containsKey(target)) {
      if (!refused.contains(target.substring(target.lastIndexOf('.') + 1))) {
        error(
            model.name(),
            relationship.key(),
            "it refers to " + target + ", which is no model of this schema",
            "Correct the target, or add " + target + " to the schema");
      }
      return;
    }
    ModelDraft child = held ? model : Objects.requireNonNull(models.get(target));
    String key = relationship.key();
    if (child.fields().stream().noneMatch(f -> f.name().equals(key))) {
      error(
          model.name(),
          key,
          "the foreign key " + child.name() + "." + key + " does not exist",
          "Add a UUID field \"" + key + "\" to " + child.name() + ", or correct the name");
      return;
    }
    KeyId id = new KeyId(child.name(), key);
    Sides sides = keys.computeIfAbsent(id, k -> new Sides());
    if (held ? sides.child != null : sides.parent != null) {
      boolean sameOwner = held || sides.parentModel.equals(model.name());
      error(
          model.name(),
          key,
          sameOwner
              ? "the relationship through " + id + " is declared twice"
              : sides.parentModel + " already declares the relationship through " + id,
          "Keep one of the two declarations");
    } else if (held) {
      sides.child = relationship;
    } else {
      sides.parent = relationship;
      sides.parentModel = model.name();
    }
  }

  private Optional<ForeignKeyConstraint> constraint(ModelDraft child, Field field, Sides sides) {
    Relationship held = sides.child;
    Relationship owned = sides.parent;
    String parent = held == null ? sides.parentModel : held.target();
    if (held != null && owned != null && !sides.parentModel.equals(parent)) {
      error(
          sides.parentModel,
          field.name(),
          "it declares the relationship through "
              + new KeyId(child.name(), field.name())
              + ", but that key refers to "
              + parent,
          "Make both sides name the same models");
      return Optional.empty();
    }
    boolean uuid = field.type() == FieldType.UUID;
    if (!uuid) {
      error(
          child.name(),
          field.name(),
          "the foreign key is no UUID but " + field.type().json(),
          "Give it the type UUID");
    }
    if (field.unique() && owned != null && owned.kind() == Kind.HAS_MANY) {
      error(
          child.name(),
          field.name(),
          "the two sides disagree: the key is unique, but " + parent + " has many",
          "Say has-one there, or remove unique here");
    }
    OnDelete onDelete =
        agreed(
            child,
            field,
            parent,
            "onDelete",
            held == null ? null : held.onDelete(),
            owned == null ? null : owned.onDelete(),
            OnDelete.DO_NOTHING);
    OrphanPolicy orphans =
        agreed(
            child,
            field,
            parent,
            "orphans",
            held == null ? null : held.orphans(),
            owned == null ? null : owned.orphans(),
            OrphanPolicy.REMOVE);
    checkNullable(child, field, onDelete == OnDelete.SET_NULL, "onDelete = SET_NULL");
    checkNullable(child, field, orphans == OrphanPolicy.NULLIFY, "orphans = NULLIFY");
    boolean single = field.unique() || (owned != null && owned.kind() == Kind.HAS_ONE);
    ModelDraft parentModel = Objects.requireNonNull(models.get(parent));
    String parentName = held == null ? null : held.name();
    String childrenName = owned == null ? null : owned.name();
    return Optional.of(
        new ForeignKeyConstraint(
            child.name(),
            child.plural(),
            field.name(),
            parent,
            parentModel.plural(),
            onDelete,
            orphans,
            single,
            !field.required(),
            parentName != null ? parentName : SchemaNames.parentName(field.name(), parent),
            childrenName != null
                ? childrenName
                : single ? SchemaNames.decapitalized(child.name()) : child.plural()));
  }

  private <T> T agreed(
      ModelDraft child,
      Field field,
      String parent,
      String what,
      @Nullable T childSays,
      @Nullable T parentSays,
      T neither) {
    if (childSays != null && parentSays != null && !childSays.equals(parentSays)) {
      error(
          child.name(),
          field.name(),
          "the two sides disagree: %s is %s here, but %s on %s"
              .formatted(what, childSays, parentSays, parent),
          "Say it on one side only, or the same on both");
    }
    return childSays != null ? childSays : parentSays != null ? parentSays : neither;
  }

  private void checkNullable(ModelDraft child, Field field, boolean nulls, String rule) {
    if (nulls && field.required()) {
      error(
          child.name(),
          field.name(),
          rule + " on a key that cannot be null",
          "Make the key @Nullable (in JSON: not required), or choose another rule");
    }
  }

  private void error(String model, @Nullable String field, String problem, String fix) {
    errors.add(new SchemaError(model, field, problem, fix));
  }
}
