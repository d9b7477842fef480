package dev.ligature.cascade.plan;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import java.util.HashSet;
import java.util.Set;

/**
 * Which models a delete must look at before anything may change. A model decides if something
 * refers to it through PROTECT or RESTRICT, if it refers to something through RESTRICT itself (then
 * its being in the delete set matters), or if it cascades to a model that decides (then who stands
 * below it matters). Known from the schema alone.
 */
public final class DecidingModels {

  private final Set<String> names = new HashSet<>();

  public DecidingModels(Schema schema) {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ModelDefinition model : schema.models()) {
        if (!names.contains(model.name()) && decidesNow(model)) {
          grown = names.add(model.name());
        }
      }
    }
  }

  private boolean decidesNow(ModelDefinition model) {
    for (ForeignKeyConstraint inbound : model.referencedBy()) {
      switch (inbound.onDelete()) {
        case PROTECT, RESTRICT -> {
          return true;
        }
        case CASCADE -> {
          if (names.contains(inbound.child())) {
            return true;
          }
        }
        case SET_NULL, DO_NOTHING -> {}
      }
    }
    return model.foreignKeys().stream().anyMatch(k -> k.onDelete() == OnDelete.RESTRICT);
  }

  /** Whether entities of this model are condemned before a delete that reaches them commits. */
  public boolean decides(String model) {
    return names.contains(model);
  }

  /** Whether a delete of this model must be planned before it commits. */
  public boolean mustPlan(ModelDefinition model) {
    return decides(model.name())
        && model.referencedBy().stream().anyMatch(DecidingModels::mayRefuse);
  }

  private static boolean mayRefuse(ForeignKeyConstraint constraint) {
    return switch (constraint.onDelete()) {
      case CASCADE, PROTECT, RESTRICT -> true;
      case SET_NULL, DO_NOTHING -> false;
    };
  }
}
