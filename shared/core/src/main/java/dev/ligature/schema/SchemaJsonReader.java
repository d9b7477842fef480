package dev.ligature.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ligature.schema.ModelDraft.Kind;
import dev.ligature.schema.ModelDraft.Relationship;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a schema strictly: what it does not know, it reports. */
final class SchemaJsonReader {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Map<String, FieldType> TYPES = byName(FieldType.values(), FieldType::json);
  private static final Map<String, Kind> KINDS = byName(Kind.values(), k -> k.json);
  private static final Map<String, OnDelete> RULES = byName(OnDelete.values(), OnDelete::name);
  private static final Map<String, OrphanPolicy> POLICIES =
      byName(OrphanPolicy.values(), OrphanPolicy::name);

  private final List<SchemaError> errors;

  SchemaJsonReader(List<SchemaError> errors) {
    this.errors = errors;
  }

  /** Parses text; text that is no JSON is an error and reads as nothing. */
  static JsonNode parse(String json, List<SchemaError> errors) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      errors.add(
          new SchemaError(
              null, null, "it is no JSON: " + e.getOriginalMessage() + where, "Correct the text"));
      return JsonNodeFactory.instance.missingNode();
    }
  }

  List<ModelDraft> read(JsonNode root) {
    List<ModelDraft> drafts = new ArrayList<>();
    if (root.isMissingNode() && !errors.isEmpty()) {
      return drafts;
    }
    Place place = new Place(null, null);
    if (!root.isObject()) {
      error(place, "it is no JSON object", "Write {\"models\": [ … ]}");
      return drafts;
    }
    known(root, place, "the schema", "models");
    int index = 0;
    for (JsonNode node : list(root, "models", place, true)) {
      ModelDraft draft = model(node, index++);
      if (draft != null) {
        drafts.add(draft);
      }
    }
    return drafts;
  }

  private @Nullable ModelDraft model(JsonNode node, int index) {
    Place unnamed = new Place("models[" + index + "]", null);
    if (!node.isObject()) {
      error(unnamed, "the model is no JSON object", "Write {\"name\": …, \"plural\": …}");
      return null;
    }
    String name = text(node, "name", unnamed, true);
    Place place = name == null ? unnamed : new Place(name, null);
    known(node, place, "the model", "name", "plural", "fields", "relationships");
    String plural = text(node, "plural", place, true);
    List<Field> fields = new ArrayList<>();
    int i = 0;
    for (JsonNode field : list(node, "fields", place, false)) {
      Field read = field(field, new Place(place.model, "fields[" + i++ + "]"));
      if (read != null) {
        fields.add(read);
      }
    }
    List<Relationship> relationships = new ArrayList<>();
    i = 0;
    for (JsonNode relationship : list(node, "relationships", place, false)) {
      Relationship read =
          relationship(relationship, new Place(place.model, "relationships[" + i++ + "]"));
      if (read != null) {
        relationships.add(read);
      }
    }
    return name == null || plural == null
        ? null
        : new ModelDraft(name, plural, fields, relationships, null);
  }

  private @Nullable Field field(JsonNode node, Place unnamed) {
    if (!node.isObject()) {
      error(unnamed, "the field is no JSON object", "Write {\"name\": …, \"type\": …}");
      return null;
    }
    String name = text(node, "name", unnamed, true);
    Place place = name == null ? unnamed : new Place(unnamed.model, name);
    known(
        node,
        place,
        "the field",
        "name",
        "type",
        "required",
        "blank",
        "unique",
        "indexed",
        "updatable");
    String typeName = text(node, "type", place, true);
    FieldType type = one(TYPES, "type", typeName, place);
    boolean blank = flag(node, "blank", false, place);
    if (blank && type != null && type != FieldType.STRING) {
      error(place, "\"blank\" is for strings only, and this is " + type.json(), "Remove it");
    }
    boolean required = flag(node, "required", false, place);
    boolean unique = flag(node, "unique", false, place);
    boolean indexed = flag(node, "indexed", false, place);
    boolean updatable = flag(node, "updatable", true, place);
    if (name == null) {
      return null;
    }
    // A field of an unknown type is kept as a key could be, so that it is reported once.
    return new Field(
        name, type == null ? FieldType.UUID : type, required, blank, unique, indexed, updatable);
  }

  private @Nullable Relationship relationship(JsonNode node, Place unnamed) {
    if (!node.isObject()) {
      error(
          unnamed,
          "the relationship is no JSON object",
          "Write {\"kind\": …, \"model\": …, \"foreignKey\": …}");
      return null;
    }
    String key = text(node, "foreignKey", unnamed, true);
    Place place = key == null ? unnamed : new Place(unnamed.model, key);
    known(
        node,
        place,
        "the relationship",
        "kind",
        "name",
        "model",
        "foreignKey",
        "onDelete",
        "orphans");
    Kind kind = one(KINDS, "kind", text(node, "kind", place, true), place);
    String target = text(node, "model", place, true);
    String name = text(node, "name", place, false);
    OnDelete onDelete = one(RULES, "onDelete", text(node, "onDelete", place, false), place);
    OrphanPolicy orphans = one(POLICIES, "orphans", text(node, "orphans", place, false), place);
    return key == null || kind == null || target == null
        ? null
        : new Relationship(kind, target, key, name, onDelete, orphans);
  }

  private void known(JsonNode node, Place place, String what, String... names) {
    List<String> allowed = List.of(names);
    node.fieldNames()
        .forEachRemaining(
            property -> {
              if (!allowed.contains(property)) {
                error(
                    place,
                    what + " has an unknown property \"" + property + "\"",
                    "Remove it; known are " + String.join(", ", allowed));
              }
            });
  }

  private JsonNode list(JsonNode node, String property, Place place, boolean needed) {
    JsonNode value = node.path(property);
    if (value.isMissingNode() ? needed : !value.isArray()) {
      error(place, "\"" + property + "\" must be a list", "Write \"" + property + "\": [ … ]");
    }
    return value.isArray() ? value : JsonNodeFactory.instance.arrayNode();
  }

  private @Nullable String text(JsonNode node, String property, Place place, boolean needed) {
    JsonNode value = node.path(property);
    if (value.isTextual()) {
      return value.textValue();
    }
    if (needed || !value.isMissingNode()) {
      error(
          place,
          "\"" + property + "\" " + (value.isMissingNode() ? "is missing" : "must be a string"),
          "Write \"" + property + "\": \"…\"");
    }
    return null;
  }

  private boolean flag(JsonNode node, String property, boolean otherwise, Place place) {
    JsonNode value = node.path(property);
    if (!value.isMissingNode() && !value.isBoolean()) {
      error(
          place,
          "\"" + property + "\" must be true or false",
          "Write \"" + property + "\": " + !otherwise);
    }
    return value.isBoolean() ? value.booleanValue() : otherwise;
  }

  private <T> @Nullable T one(
      Map<String, T> values, String property, @Nullable String name, Place place) {
    if (name == null) {
      return null;
    }
    T value = values.get(name);
    if (value == null) {
      error(
          place,
          "unknown " + property + " \"" + name + "\"",
          "Use one of " + String.join(", ", values.keySet()));
    }
    return value;
  }

  private static <T> Map<String, T> byName(T[] values, Function<T, String> name) {
    return Arrays.stream(values)
        .collect(Collectors.toMap(name, v -> v, (a, b) -> a, LinkedHashMap::new));
  }

  /** Where an error is. */
  private record Place(@Nullable String model, @Nullable String field) {}

  private void error(Place place, String problem, String fix) {
    errors.add(new SchemaError(place.model, place.field, problem, fix));
  }
}
