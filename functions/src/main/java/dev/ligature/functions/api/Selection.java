package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.schema.Field;
import dev.ligature.schema.ModelDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which members of an entity {@code ?fields=} lets through; {@code id} always.
 *
 * @param names the members, or empty for all
 */
record Selection(Set<String> names) {

  static final List<String> SYSTEM_FIELDS = List.of("id", "version", "createdAt", "updatedAt");
  static final Selection ALL = new Selection(Set.of());

  /** Reads the parameter for entities of a model. */
  static Selection parse(ModelDefinition model, Optional<String> parameter) {
    if (parameter.isEmpty()) {
      return ALL;
    }
    Set<String> names = new LinkedHashSet<>();
    names.add("id");
    for (String part : parameter.get().split(",", -1)) {
      String name = part.strip();
      if (!SYSTEM_FIELDS.contains(name) && model.field(name).isEmpty()) {
        List<String> known = new ArrayList<>(SYSTEM_FIELDS);
        model.fields().stream().map(Field::name).forEach(known::add);
        throw Parameters.invalid(
                "fields",
                "\"" + name + "\" is no field of " + model.name(),
                "use some of: " + String.join(", ", known))
            .exception();
      }
      names.add(name);
    }
    return new Selection(names);
  }

  /** Leaves only what was asked for. */
  ObjectNode apply(ObjectNode entity) {
    return names.isEmpty() ? entity : entity.retain(names);
  }
}
