package dev.ligature.bucket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entity as a caller sees it.
 *
 * @param model its model
 * @param id its id
 * @param version 1 when created, one more with every update
 * @param createdAt when it was created
 * @param updatedAt when it was last written by a caller or a SET_NULL
 * @param fields the model's own fields; not to be changed
 */
public record Entity(
    ModelDefinition model,
    UUID id,
    long version,
    Instant createdAt,
    Instant updatedAt,
    ObjectNode fields) {

  /** The id that a foreign key holds; {@code null} if it holds none. */
  public @Nullable UUID reference(ForeignKeyConstraint constraint) {
    return referenceIn(fields, constraint.field());
  }

  public static @Nullable UUID referenceIn(ObjectNode fields, String field) {
    return fields.path(field).isTextual() ? Json.uuidOrNull(fields.path(field).asText()) : null;
  }

  /** The next version of it, with these fields. */
  public Entity changed(ObjectNode after, Instant now) {
    return new Entity(model, id, version + 1, createdAt, now, after);
  }

  /** The flat JSON of {@code docs/api.md}: the system fields, then the model's own. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put(EntityCodec.ID, id.toString());
    json.put(EntityCodec.VERSION, version);
    json.put(EntityCodec.CREATED_AT, createdAt.toString());
    json.put(EntityCodec.UPDATED_AT, updatedAt.toString());
    json.setAll(fields);
    return json;
  }
}
