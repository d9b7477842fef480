package dev.ligature.cascade.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entity that a job is to delete, as known when it was found.
 *
 * @param id the entity
 * @param cause why; {@code null} for the root of a delete that a caller asked for
 * @param root whether it is the root of its job; an orphan is, and has a cause too
 */
public record Victim(UUID id, @Nullable Cause cause, boolean root) {

  /** A victim found through a reference, or, without one, the root of a caller's delete. */
  public Victim(UUID id, @Nullable Cause cause) {
    this(id, cause, cause == null);
  }

  /**
   * The reference through which a victim was found. It is a victim only while it still refers so.
   *
   * @param relationship the foreign key, as {@code posts.authorId}
   * @param parent the parent that is gone, or condemned
   */
  public record Cause(String relationship, UUID parent) {}

  /** The relationship that it counts under; empty for the root. */
  String relationship() {
    return cause == null || root ? "" : cause.relationship();
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("id", id.toString());
    if (cause != null) {
      json.put("by", cause.relationship()).put("parent", cause.parent().toString());
      if (root) {
        json.put("root", true);
      }
    }
    return json;
  }

  static Victim parse(JsonNode json) {
    UUID id = UUID.fromString(json.path("id").asText());
    return json.has("by")
        ? new Victim(
            id,
            new Cause(json.path("by").asText(), UUID.fromString(json.path("parent").asText())),
            json.path("root").asBoolean())
        : new Victim(id, null);
  }
}
