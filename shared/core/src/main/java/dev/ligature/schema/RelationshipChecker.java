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
import java.util.function.Function;
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
    /** What the model says that holds the key. */
    private @Nullable Relationship held;

    /** What the other model says. */
    private @Nullable Relationship owned;

    /** The name of that other model; empty while it is silent. */
    private String owner = "";

    boolean spoken(Kind kind) {
      return (kind == Kind.FOREIGN_KEY ? held : owned) != null;
    }

    void take(ModelDraft model, Relationship relationship) {
      if (relationship.heldHere()) {
        held = relationship;
      } else {
        owned = relationship;
        owner = model.name();
      }
    }

    /** The name of the model that the key refers to; what the key itself says goes first. */
    String parent() {
      return held == null ? owner : held.target();
    }

    boolean nameTwoParents() {
      return owned != null && !owner.equals(parent());
    }
  }

  /** A key of which both sides, where they speak, name the same models. */
  private record DeclaredKey(ModelDraft child, Field field, ModelDraft parent, Sides sides) {

    boolean parentSays(Kind kind) {
      Relationship owned = sides.owned;
      return owned != null && owned.kind() == kind;
    }

    boolean single() {
      return field.unique() || parentSays(Kind.HAS_ONE);
    }

    String parentName() {
      String said = said(sides.held, Relationship::name);
      return said != null ? said : SchemaNames.parentName(field.name(), parent.name());
    }

    String childrenName() {
      String said = said(sides.owned, Relationship::name);
      if (said != null) {
        return said;
      }
      return single() ? SchemaNames.decapitalized(child.name()) : child.plural();
    }
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
      collectAll(kind);
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

  private void collectAll(Kind kind) {
    for (ModelDraft model : models.values()) {
      for (Relationship relationship : model.relationships()) {
        if (relationship.kind() == kind) {
          collect(model, relationship);
        }
      }
    }
  }

  private void collect(ModelDraft model, Relationship relationship) {
    ModelDraft target = models.get(relationship.target());
    if (target == null) {
      reportUnknownTarget(model, relationship);
      return;
    }
    ModelDraft child = relationship.heldHere() ? model : target;
    KeyId key = new KeyId(child.name(), relationship.key());
    if (child.fields().stream().noneMatch(f -> f.name().equals(key.field()))) {
      reportMissingKey(model, key);
      return;
    }
    Sides sides = keys.computeIfAbsent(key, _ -> new Sides());
    if (sides.spoken(relationship.kind())) {
      reportSecondDeclaration(model, key, relationship.heldHere() ? key.child() : sides.owner);
    } else {
      sides.take(model, relationship);
    }
  }

  private void reportUnknownTarget(ModelDraft model, Relationship relationship) {
    String target = relationship.target();
    if (!refused.contains(target.substring(target.lastIndexOf('.') + 1))) {
      error(
          model.name(),
          relationship.key(),
          "it refers to " + target + ", which is no model of this schema",
          "Correct the target, or add " + target + " to the schema");
    }
  }

  private void reportMissingKey(ModelDraft model, KeyId key) {
    error(
        model.name(),
        key.field(),
        "the foreign key " + key + " does not exist",
        "Add a UUID field \"" + key.field() + "\" to " + key.child() + ", or correct the name");
  }

  private void reportSecondDeclaration(ModelDraft model, KeyId key, String first) {
    error(
        model.name(),
        key.field(),
        first.equals(model.name())
            ? "the relationship through " + key + " is declared twice"
            : first + " already declares the relationship through " + key,
        "Keep one of the two declarations");
  }

  private Optional<ForeignKeyConstraint> constraint(ModelDraft child, Field field, Sides sides) {
    if (sides.nameTwoParents()) {
      reportTwoParents(new KeyId(child.name(), field.name()), sides);
      return Optional.empty();
    }
    ModelDraft parent = Objects.requireNonNull(models.get(sides.parent()));
    DeclaredKey key = new DeclaredKey(child, field, parent, sides);
    checkType(key);
    checkSingle(key);
    OnDelete onDelete = agreed(key, "onDelete", Relationship::onDelete, OnDelete.DO_NOTHING);
    OrphanPolicy orphans = agreed(key, "orphans", Relationship::orphans, OrphanPolicy.REMOVE);
    if (onDelete == OnDelete.SET_NULL) {
      checkNullable(key, "onDelete = SET_NULL");
    }
    if (orphans == OrphanPolicy.NULLIFY) {
      checkNullable(key, "orphans = NULLIFY");
    }
    return Optional.of(constraint(key, onDelete, orphans));
  }

  private static ForeignKeyConstraint constraint(
      DeclaredKey key, OnDelete onDelete, OrphanPolicy orphans) {
    return new ForeignKeyConstraint(
        key.child().name(),
        key.child().plural(),
        key.field().name(),
        key.parent().name(),
        key.parent().plural(),
        onDelete,
        orphans,
        key.single(),
        !key.field().required(),
        key.parentName(),
        key.childrenName());
  }

  private void reportTwoParents(KeyId key, Sides sides) {
    error(
        sides.owner,
        key.field(),
        "it declares the relationship through "
            + key
            + ", but that key refers to "
            + sides.parent(),
        "Make both sides name the same models");
  }

  private void checkType(DeclaredKey key) {
    FieldType type = key.field().type();
    if (type != FieldType.UUID) {
      error(key, "the foreign key is no UUID but " + type.json(), "Give it the type UUID");
    }
  }

  private void checkSingle(DeclaredKey key) {
    if (key.field().unique() && key.parentSays(Kind.HAS_MANY)) {
      error(
          key,
          "the two sides disagree: the key is unique, but " + key.parent().name() + " has many",
          "Say has-one there, or remove unique here");
    }
  }

  /** What is said on one side or on both; an error if the two contradict each other. */
  private <T> T agreed(
      DeclaredKey key, String what, Function<Relationship, @Nullable T> word, T ifNeitherSays) {
    T childSays = said(key.sides().held, word);
    T parentSays = said(key.sides().owned, word);
    if (childSays != null && parentSays != null && !childSays.equals(parentSays)) {
      error(
          key,
          "the two sides disagree: %s is %s here, but %s on %s"
              .formatted(what, childSays, parentSays, key.parent().name()),
          "Say it on one side only, or the same on both");
    }
    return childSays != null ? childSays : parentSays != null ? parentSays : ifNeitherSays;
  }

  private static <T> @Nullable T said(
      @Nullable Relationship side, Function<Relationship, @Nullable T> what) {
    return side == null ? null : what.apply(side);
  }

  private void checkNullable(DeclaredKey key, String rule) {
    if (key.field().required()) {
      error(
          key,
          rule + " on a key that cannot be null",
          "Make the key @Nullable (in JSON: not required), or choose another rule");
    }
  }

  private void error(DeclaredKey key, String problem, String fix) {
    error(key.child().name(), key.field().name(), problem, fix);
  }

  private void error(String model, @Nullable String field, String problem, String fix) {
    errors.add(new SchemaError(model, field, problem, fix));
  }
}
