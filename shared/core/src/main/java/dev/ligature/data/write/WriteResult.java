package dev.ligature.data.write;

import dev.ligature.bucket.Entity;
import dev.ligature.bucket.FieldError;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What became of a create or an update. Anything but {@link Written} has changed nothing. */
public sealed interface WriteResult {

  /**
   * It is stored.
   *
   * @param entity as stored
   * @param replayed whether an earlier request with the same idempotency key had stored it
   */
  record Written(Entity entity, boolean replayed) implements WriteResult {}

  /** It is refused; nothing has changed. */
  sealed interface Rejection extends WriteResult {}

  /** The fields are wrong; every error found. */
  record Invalid(List<FieldError> errors) implements Rejection {}

  /** As JSON, the entity has more bytes than the limit. */
  record TooLarge(long bytes, long limit) implements Rejection {}

  /** There is no such entity. */
  record NotFound(String plural, UUID id) implements Rejection {}

  /** A foreign key names an entity that does not exist. */
  record ParentMissing(String field, String parentPlural, UUID parentId) implements Rejection {}

  /** A delete that has not decided yet holds this entity (the one written, or a parent). */
  record BeingDeleted(String plural, UUID id) implements Rejection {}

  /** Another living entity has this unique value, or is the one child of this parent. */
  record Taken(String field, UUID holderId) implements Rejection {}

  /** The entity is not at the version that the caller named. */
  record VersionMismatch(long current) implements Rejection {}

  /** Other writers were always faster, or a delete cut in: nothing happened, try again. */
  record Contended(String reason) implements Rejection {}

  /** The idempotency key was used before with another body. */
  record KeyReused() implements Rejection {}

  /** The entity written; throws {@link RejectedWriteException} for every other result. */
  default Entity orThrow() {
    if (this instanceof Written(Entity entity, _)) {
      return entity;
    }
    throw new RejectedWriteException(this);
  }

  /** One line for a person. */
  default String explanation() {
    return switch (this) {
      case Written(Entity entity, _) -> "stored " + entity.id();
      case Invalid(List<FieldError> errors) ->
          errors.stream()
              .map(e -> e.field() + ": " + e.problem() + " (" + e.fix() + ")")
              .collect(Collectors.joining("; "));
      case TooLarge(long bytes, long limit) ->
          "the entity has " + bytes + " bytes as JSON, more than " + limit;
      case NotFound(String plural, UUID id) -> "there is no " + id + " in " + plural;
      case ParentMissing(String field, String plural, UUID id) ->
          field + ": there is no " + id + " in " + plural;
      case BeingDeleted(String plural, UUID id) ->
          id + " in " + plural + " is being deleted; try again later";
      case Taken(String field, UUID holder) -> field + ": already taken by " + holder;
      case VersionMismatch(long current) -> "the entity is at version " + current;
      case Contended(String reason) -> reason + "; try again";
      case KeyReused() -> "the idempotency key was used before with another body";
    };
  }
}
