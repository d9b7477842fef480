package dev.ligature.bucket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Nonce;
import dev.ligature.store.Platform;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Entities and fences as bytes. Every body carries a fresh nonce, so no two writes ever give the
 * same ETag, even if they say the same: a condition on an ETag then means "nobody wrote since".
 */
public final class EntityCodec {

  public static final String ID = "id";
  public static final String VERSION = "version";
  public static final String CREATED_AT = "createdAt";
  public static final String UPDATED_AT = "updatedAt";
  static final String CONDEMNED_BY = "condemnedBy";
  static final String FENCE = "fence";
  static final String NULLED_BY = "_nulledBy";
  static final String STAMP = "_schema";
  private static final List<String> HIDDEN =
      List.of(ID, VERSION, CREATED_AT, UPDATED_AT, CONDEMNED_BY, NULLED_BY, STAMP, Nonce.FIELD);

  private final Platform platform;

  /** Takes nonces and the time from here. */
  public EntityCodec(Platform platform) {
    this.platform = platform;
  }

  /** What stands at an entity's key, given what was read there. */
  public Lookup read(ModelDefinition model, UUID id, Optional<StoredObject> object) {
    if (object.isEmpty()) {
      return new Lookup.Absent();
    }
    StoredObject stored = object.get();
    ObjectNode json = Json.parseStored(stored.key(), stored.body());
    if (json.has(FENCE) && model.field(FENCE).isEmpty()) {
      return new Lookup.Fenced(stored.etag());
    }
    SystemFields system = new SystemFields(stored.key(), json);
    Mark mark = system.mark(CONDEMNED_BY);
    Stamps nulledBy = system.stamps(NULLED_BY);
    int stamp = (int) system.number(STAMP, 0);
    Entity entity = entity(model, id, system);
    return new Lookup.Present(entity, mark, nulledBy, stamp, stored.etag(), stored.versionId());
  }

  private static Entity entity(ModelDefinition model, UUID id, SystemFields system) {
    long version = system.number(VERSION, 1);
    Instant createdAt = system.moment(CREATED_AT);
    Instant updatedAt = system.moment(UPDATED_AT);
    ObjectNode fields = system.json();
    fields.remove(HIDDEN);
    return new Entity(model, id, version, createdAt, updatedAt, fields);
  }

  /**
   * The bytes of an entity, new to the store.
   *
   * @param stamp the generation of the schema that it was stamped by; 0 if by none
   */
  public byte[] write(Entity entity, @Nullable Mark mark, Stamps nulledBy, int stamp) {
    ObjectNode json = entity.toJson();
    if (mark != null) {
      json.put(CONDEMNED_BY, mark.text());
    }
    if (!nulledBy.byField().isEmpty()) {
      json.set(NULLED_BY, nulledBy.toJson());
    }
    if (stamp > 0) {
      json.put(STAMP, stamp);
    }
    return Json.stamped(json, platform);
  }

  /** The same entity under a new ETag: nothing that a reader sees changes. */
  public byte[] bump(Lookup.Present present) {
    return bump(present, present.stamp());
  }

  /** The same, stamped by this generation of the schema. */
  public byte[] bump(Lookup.Present present, int stamp) {
    return write(present.entity(), present.mark(), present.nulledBy(), stamp);
  }

  /**
   * A fence's body; the writer puts it.
   *
   * @param reason for a person who looks into the bucket: who put it and why
   */
  public byte[] fence(String reason) {
    ObjectNode json = Json.object();
    json.putObject(FENCE).put("reason", reason).put("at", platform.clock().instant().toString());
    return Json.stamped(json, platform);
  }

  /** A body that says nothing but has an ETag of its own: references and index entries. */
  public byte[] nonceBody() {
    return Json.stamped(Json.object(), platform);
  }
}
