package dev.ligature.functions.api;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A foreign key seen from one of its ends, under the name that it has there. */
sealed interface Relationship {

  /** The key itself. */
  ForeignKeyConstraint constraint();

  /** Its name at this end. */
  String name();

  /** The model at the other end. */
  String target();

  /** From the child: the one parent. */
  record ToParent(ForeignKeyConstraint constraint) implements Relationship {
    @Override
    public String name() {
      return constraint.parentName();
    }

    @Override
    public String target() {
      return constraint.parent();
    }
  }

  /** From the parent: the one child. */
  record ToChild(ForeignKeyConstraint constraint) implements Relationship {
    @Override
    public String name() {
      return constraint.childrenName();
    }

    @Override
    public String target() {
      return constraint.child();
    }
  }

  /** From the parent: all children. */
  record ToChildren(ForeignKeyConstraint constraint) implements Relationship {
    @Override
    public String name() {
      return constraint.childrenName();
    }

    @Override
    public String target() {
      return constraint.child();
    }
  }

  /** The model at the other end. */
  default ModelDefinition target(Schema schema) {
    return schema.model(target()).orElseThrow();
  }

  /** All relationships of a model, its own keys first. */
  static List<Relationship> of(ModelDefinition model) {
    List<Relationship> all = new ArrayList<>();
    model.foreignKeys().forEach(key -> all.add(new ToParent(key)));
    model
        .referencedBy()
        .forEach(key -> all.add(key.single() ? new ToChild(key) : new ToChildren(key)));
    return all;
  }

  /** The relationship of that name. */
  static Optional<Relationship> find(ModelDefinition model, String name) {
    return of(model).stream().filter(r -> r.name().equals(name)).findFirst();
  }
}
