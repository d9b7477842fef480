package dev.ligature.cascade.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job did.
 *
 * @param rootDeleted whether it deleted the root itself; false if another delete was faster
 * @param byRelationship by foreign key, what it did to children through it
 */
public record Totals(boolean rootDeleted, Map<String, Counts> byRelationship) {

  public Totals {
    byRelationship = Collections.unmodifiableMap(new TreeMap<>(byRelationship));
  }

  public static Totals none() {
    return new Totals(false, Map.of());
  }

  /** Entities deleted besides the root, at every depth. */
  public long cascaded() {
    return byRelationship.values().stream().mapToLong(Counts::deleted).sum();
  }

  /** Keys set to null. */
  public long setNull() {
    return byRelationship.values().stream().mapToLong(Counts::setNull).sum();
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("rootDeleted", rootDeleted);
    ObjectNode counts = json.putObject("byRelationship");
    byRelationship.forEach(
        (relationship, c) ->
            counts.putObject(relationship).put("deleted", c.deleted()).put("setNull", c.setNull()));
    return json;
  }

  static Totals parse(JsonNode json) {
    Map<String, Counts> counts = new TreeMap<>();
    json.path("byRelationship")
        .properties()
        .forEach(
            e ->
                counts.put(
                    e.getKey(),
                    new Counts(
                        e.getValue().path("deleted").asLong(),
                        e.getValue().path("setNull").asLong())));
    return new Totals(json.path("rootDeleted").asBoolean(), counts);
  }
}
