package dev.ligature.functions.http;

import java.util.Locale;

/**
 * Every kind of error that the API answers. Its URI is stable: {@code
 * https://ligature.dev/problems/} and the name in lower case with hyphens.
 */
public enum ProblemKind {
  /** The path leads nowhere. */
  UNKNOWN_PATH(404, "There is nothing at this path"),
  /** The first segment of the path is no model's plural. */
  UNKNOWN_MODEL(404, "There is no such model"),
  /** No entity has this id. */
  ENTITY_NOT_FOUND(404, "There is no such entity"),
  /** The model has no relationship of this name. */
  UNKNOWN_RELATIONSHIP(404, "There is no such relationship"),
  /** The to-one relationship leads to no living entity. */
  NOTHING_RELATED(404, "Nothing is related"),
  /** No job has this id. */
  JOB_NOT_FOUND(404, "There is no such job"),
  /** The path does not take this method. */
  METHOD_NOT_ALLOWED(405, "The path does not take this method"),
  /** The id in the path is no UUID. */
  INVALID_ID(400, "The id is not valid"),
  /** A query parameter is unknown or its value wrong. */
  INVALID_PARAMETER(400, "A query parameter is not valid"),
  /** A header's value is wrong. */
  INVALID_HEADER(400, "A header is not valid"),
  /** The body is no JSON. */
  MALFORMED_JSON(400, "The body is not valid JSON"),
  /** The body is nested too deeply. */
  JSON_TOO_DEEP(400, "The body is nested too deeply"),
  /** The body is JSON of another shape than asked for. */
  UNEXPECTED_BODY(400, "The body has the wrong shape"),
  /** Fields are unknown, missing or of the wrong type. */
  INVALID_ENTITY(400, "The entity's fields are not valid"),
  /** The body is larger than allowed. */
  BODY_TOO_LARGE(413, "The body is too large"),
  /** The answer would be larger than a response can be. */
  ANSWER_TOO_LARGE(400, "The answer would be too large"),
  /** The body is of a type that the method does not take. */
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not supported"),
  /** If-Match names another version. */
  VERSION_MISMATCH(412, "The entity has another version"),
  /** A foreign key names an entity that does not exist. */
  PARENT_MISSING(422, "A foreign key names nothing"),
  /** The idempotency key was used with another body. */
  IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used before with another body"),
  /** The entity, or one that it refers to, is being deleted. */
  BEING_DELETED(409, "A delete is under way"),
  /** A unique value, or the one place of a has-one, is taken. */
  TAKEN(409, "The value is taken"),
  /** Other writers were always faster. */
  CONTENDED(409, "Other writers were faster"),
  /** PROTECT or RESTRICT refused the delete. */
  PROTECTED(409, "The delete is refused by what refers to it"),
  /** The job is in a state that does not allow the action. */
  JOB_STATE(409, "The job's state does not allow this"),
  /** The store is throttled or out of reach for now. */
  UNAVAILABLE(503, "The store is not available for now"),
  /** Something broke here. */
  INTERNAL(500, "Something broke on our side");

  private final int status;
  private final String title;

  ProblemKind(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The status code of its answer. */
  public int status() {
    return status;
  }

  /** The same sentence every time. */
  public String title() {
    return title;
  }

  /** Its stable URI. */
  public String type() {
    return "https://ligature.dev/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
