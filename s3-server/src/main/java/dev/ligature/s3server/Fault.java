package dev.ligature.s3server;

/** What can be made to go wrong with one request. */
public enum Fault {
  /** 409 ConditionalRequestConflict; nothing happens. */
  CONFLICT,
  /** 503 SlowDown; nothing happens. */
  SLOW_DOWN,
  /** 403 AccessDenied; nothing happens. */
  ACCESS_DENIED,
  /** 501 NotImplemented; nothing happens. */
  NOT_IMPLEMENTED,
  /** 500 InternalError; nothing happens. */
  INTERNAL_ERROR,
  /** 500 InternalError, yet the request has taken effect. */
  INTERNAL_ERROR_AFTER_EFFECT,
  /** The connection breaks; nothing happens. */
  BREAK_CONNECTION,
  /** The connection breaks instead of an answer, yet the request has taken effect. */
  BREAK_CONNECTION_AFTER_EFFECT
}
