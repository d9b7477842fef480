package dev.ligature.local.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.e2e.Ledger.Attempt;
import dev.ligature.local.e2e.Ledger.History;
import dev.ligature.schema.Field;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds what clients were promised against what is in the bucket once all is at rest. */
final class Aftermath {
  private final Schema schema;
  private final Ledger ledger;
  private final BucketContents bucket;
  private final List<String> broken = new ArrayList<>();

  private Aftermath(Schema schema, Ledger ledger, BucketContents bucket) {
    this.schema = schema;
    this.ledger = ledger;
    this.bucket = bucket;
  }

  /** Every promise that was not kept, in words. */
  static List<String> brokenPromises(Schema schema, Ledger ledger, BucketContents bucket) {
    Aftermath aftermath = new Aftermath(schema, ledger, bucket);
    ledger.histories().values().forEach(aftermath::check);
    bucket
        .entities()
        .forEach(
            (plural, entities) -> {
              aftermath.checkOrigins(plural, entities);
              aftermath.checkTexts(plural, entities);
            });
    return aftermath.broken;
  }

  private void check(History history) {
    ObjectNode stored = bucket.entity(history.plural, history.id);
    if (stored == null) {
      if (!isExplained(history, new HashSet<>())) {
        broken.add(history + " is lost: no delete explains it; written " + history.versions());
      }
      return;
    }
    if (history.isGone()) {
      broken.add(history + " is there, though somebody was told that it is gone: " + stored);
    }
    if (history.jobs().stream().anyMatch(this::isCompleted)) {
      broken.add(history + " is there, though the job of its delete is completed: " + stored);
    }
    checkVersion(history, stored);
  }

  private boolean isCompleted(String job) {
    return "completed".equals(bucket.jobs().get(job));
  }

  /** Whether it may have been deleted, or have followed a parent that was. */
  private boolean isExplained(History history, Set<String> visited) {
    if (!visited.add(history.id) || bucket.entity(history.plural, history.id) != null) {
      return false;
    }
    if (history.mayHaveBeenDeleted() || history.jobs().stream().anyMatch(this::isCompleted)) {
      return true;
    }
    for (ForeignKeyConstraint key : model(history.plural).foreignKeys()) {
      boolean follows =
          key.onDelete() == OnDelete.CASCADE
              || key.onDelete() == OnDelete.DO_NOTHING && key.orphans() == OrphanPolicy.REMOVE;
      if (follows
          && lastValues(history, key.field()).stream()
              .filter(JsonNode::isTextual)
              .anyMatch(parent -> isExplained(ledger.history(parent.asText()), visited))) {
        return true;
      }
    }
    return false;
  }

  /** What a field may hold at last: what was acknowledged last, or an update of unknown outcome. */
  private static List<JsonNode> lastValues(History history, String field) {
    List<JsonNode> values = new ArrayList<>();
    values.add(history.versions().lastEntry().getValue().path(field));
    history.unknownPatches().stream()
        .filter(patch -> patch.has(field))
        .forEach(patch -> values.add(patch.path(field)));
    return values;
  }

  private void checkVersion(History history, ObjectNode stored) {
    TreeMap<Long, ObjectNode> acknowledged = history.versions();
    long version = stored.path("version").asLong();
    if (version < acknowledged.lastKey()) {
      broken.add(
          "%s is at version %d, though version %d was acknowledged"
              .formatted(history, version, acknowledged.lastKey()));
      return;
    }
    boolean isLast = version == acknowledged.lastKey();
    for (Field field : model(history.plural).fields()) {
      JsonNode value = stored.path(field.name());
      boolean known =
          isLast
              ? same(field, value, acknowledged.lastEntry().getValue().path(field.name()))
              : lastValues(history, field.name()).stream()
                  .anyMatch(possible -> same(field, value, possible));
      boolean nulled =
          isEmpty(value)
              && model(history.plural)
                  .foreignKey(field.name())
                  .filter(key -> key.onDelete() == OnDelete.SET_NULL)
                  .isPresent();
      if (!known && !nulled) {
        broken.add(
            "%s has in %s what nobody wrote last: %s; acknowledged %s, unknown %s"
                .formatted(history, field.name(), stored, acknowledged, history.unknownPatches()));
      }
    }
  }

  /** Whoever nobody knows of must come from a create of unknown outcome. */
  private void checkOrigins(String plural, Map<String, ObjectNode> entities) {
    Map<String, History> known = ledger.histories();
    List<Attempt> unknown =
        ledger.unknownCreates().stream().filter(a -> a.plural().equals(plural)).toList();
    entities.forEach(
        (id, stored) -> {
          if (!known.containsKey(id)
              && unknown.stream().noneMatch(attempt -> isFrom(stored, attempt, plural))) {
            broken.add(plural + "/" + id + " is there, though nobody created it: " + stored);
          }
        });
  }

  private boolean isFrom(ObjectNode stored, Attempt attempt, String plural) {
    return model(plural).fields().stream()
        .filter(field -> field.type() == FieldType.STRING)
        .allMatch(
            field -> same(field, stored.path(field.name()), attempt.body().path(field.name())));
  }

  /** A text was written once, or is unique by rule: so no two entities have the same. */
  private void checkTexts(String plural, Map<String, ObjectNode> entities) {
    for (Field field : model(plural).fields()) {
      if (field.type() == FieldType.STRING) {
        Set<String> seen = new HashSet<>();
        entities.forEach(
            (id, stored) -> {
              String text = stored.path(field.name()).asText();
              if (!seen.add(text)) {
                broken.add("two of %s have %s %s: %s".formatted(plural, field.name(), text, id));
              }
            });
      }
    }
  }

  private static boolean same(Field field, JsonNode one, JsonNode other) {
    if (isEmpty(one) || isEmpty(other)) {
      return isEmpty(one) && isEmpty(other);
    }
    return field.type() == FieldType.NUMBER
        ? one.decimalValue().compareTo(other.decimalValue()) == 0
        : one.asText().equals(other.asText());
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private ModelDefinition model(String plural) {
    return schema.plural(plural).orElseThrow();
  }
}
