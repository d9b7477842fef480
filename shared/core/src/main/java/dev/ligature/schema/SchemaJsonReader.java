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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
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

  private static final List<String> MODEL_PROPERTIES =
      List.of("name", "plural", "fields", "relationships");
  private static final List<String> FIELD_PROPERTIES =
      List.of("name", "type", "required", "blank", "unique", "indexed", "updatable");
  private static final List<String> RELATIONSHIP_PROPERTIES =
      List.of("kind", "name", "model", "foreignKey", "onDelete", "orphans");

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
    if (root.isMissingNode() && !errors.isEmpty()) {
      return List.of();
    }
    Place place = new Place(null, null);
    if (!isObject(root, place, "it", "{\"models\": [ … ]}")) {
      return List.of();
    }
    known(root, place, "the schema", List.of("models"));
    JsonNode models = requiredList(root, "models", place);
    return each(models, i -> new Place("models[" + i + "]", null), this::model);
  }

  private @Nullable ModelDraft model(JsonNode node, Place unnamed) {
    if (!isObject(node, unnamed, "the model", "{\"name\": …, \"plural\": …}")) {
      return null;
    }
    String name = required(node, "name", unnamed);
    Place place = name == null ? unnamed : new Place(name, null);
    known(node, place, "the model", MODEL_PROPERTIES);
    String plural = required(node, "plural", place);
    List<Field> fields = each(node, "fields", place, this::field);
    List<Relationship> relationships = each(node, "relationships", place, this::relationship);
    return name == null || plural == null
        ? null
        : new ModelDraft(name, plural, fields, relationships, null);
  }

  private @Nullable Field field(JsonNode node, Place unnamed) {
    if (!isObject(node, unnamed, "the field", "{\"name\": …, \"type\": …}")) {
      return null;
    }
    String name = required(node, "name", unnamed);
    Place place = name == null ? unnamed : new Place(unnamed.model, name);
    known(node, place, "the field", FIELD_PROPERTIES);
    FieldType type = one(TYPES, "type", required(node, "type", place), place);
    boolean blank = blank(node, type, place);
    boolean required = flag(node, "required", false, place);
    boolean unique = flag(node, "unique", false, place);
    boolean indexed = flag(node, "indexed", false, place);
    boolean updatable = flag(node, "updatable", true, place);
    // A field of an unknown type is kept as a key could be, so that it is reported once.
    FieldType kept = type == null ? FieldType.UUID : type;
    return name == null ? null : new Field(name, kept, required, blank, unique, indexed, updatable);
  }

  private boolean blank(JsonNode field, @Nullable FieldType type, Place place) {
    boolean blank = flag(field, "blank", false, place);
    if (blank && type != null && type != FieldType.STRING) {
      error(place, "\"blank\" is for strings only, and this is " + type.json(), "Remove it");
    }
    return blank;
  }

  private @Nullable Relationship relationship(JsonNode node, Place unnamed) {
    String form = "{\"kind\": …, \"model\": …, \"foreignKey\": …}";
    if (!isObject(node, unnamed, "the relationship", form)) {
      return null;
    }
    String key = required(node, "foreignKey", unnamed);
    Place place = key == null ? unnamed : new Place(unnamed.model, key);
    known(node, place, "the relationship", RELATIONSHIP_PROPERTIES);
    Kind kind = one(KINDS, "kind", required(node, "kind", place), place);
    String target = required(node, "model", place);
    String name = optional(node, "name", place);
    OnDelete onDelete = one(RULES, "onDelete", optional(node, "onDelete", place), place);
    OrphanPolicy orphans = one(POLICIES, "orphans", optional(node, "orphans", place), place);
    return key == null || kind == null || target == null
        ? null
        : new Relationship(kind, target, key, name, onDelete, orphans);
  }

  private boolean isObject(JsonNode node, Place place, String what, String form) {
    if (!node.isObject()) {
      error(place, what + " is no JSON object", "Write " + form);
    }
    return node.isObject();
  }

  private void known(JsonNode node, Place place, String what, List<String> allowed) {
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

  /** Reads what a model lists. */
  private <T> List<T> each(
      JsonNode model,
      String property,
      Place place,
      BiFunction<JsonNode, Place, @Nullable T> reader) {
    return each(
        optionalList(model, property, place),
        i -> new Place(place.model, property + "[" + i + "]"),
        reader);
  }

  /**
   * Reads the items of a list.
   *
   * @param unnamed where an item is, by its number, until its name is known
   * @param reader gives nothing for an item that cannot be read
   */
  private static <T> List<T> each(
      JsonNode list, IntFunction<Place> unnamed, BiFunction<JsonNode, Place, @Nullable T> reader) {
    List<T> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      T item = reader.apply(list.get(i), unnamed.apply(i));
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  private JsonNode optionalList(JsonNode node, String property, Place place) {
    return node.path(property).isMissingNode()
        ? JsonNodeFactory.instance.arrayNode()
        : requiredList(node, property, place);
  }

  private JsonNode requiredList(JsonNode node, String property, Place place) {
    JsonNode value = node.path(property);
    if (!value.isArray()) {
      error(place, "\"" + property + "\" must be a list", "Write \"" + property + "\": [ … ]");
    }
    return value.isArray() ? value : JsonNodeFactory.instance.arrayNode();
  }

  private @Nullable String optional(JsonNode node, String property, Place place) {
    return node.path(property).isMissingNode() ? null : required(node, property, place);
  }

  private @Nullable String required(JsonNode node, String property, Place place) {
    JsonNode value = node.path(property);
    if (!value.isTextual()) {
      error(
          place,
          "\"" + property + "\" " + (value.isMissingNode() ? "is missing" : "must be a string"),
          "Write \"" + property + "\": \"…\"");
    }
    return value.textValue();
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
