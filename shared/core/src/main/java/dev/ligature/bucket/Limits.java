package dev.ligature.bucket;

/**
 * Every limit of the data layer. Those of the HTTP API are in {@code ApiLimits}. All are documented
 * in {@code docs/limits.md}.
 */
public final class Limits {

  /** One entity as JSON, in bytes. */
  public static final int ENTITY_BYTES = 1 << 20;

  /** Nesting of JSON, in levels. */
  public static final int JSON_DEPTH = 100;

  /** The largest power of ten of a number, and of its fraction; far beyond a double's. */
  public static final int NUMBER_EXPONENT = 400;

  /** The most errors that one answer names. */
  public static final int FIELD_ERRORS = 100;

  /** The most characters of a caller's own words that an error repeats. */
  public static final int QUOTED_CHARS = 100;

  /** Entities on a page when the caller names no limit. */
  public static final int PAGE_DEFAULT = 50;

  /** The most entities on a page. */
  public static final int PAGE_MAX = 500;

  /** The most entities that one page of an unindexed query reads before it stops with a cursor. */
  public static final int SCAN_MAX = 2_000;

  /** The most items of one batch write. */
  public static final int BATCH_ITEMS = 100;

  /** The most children loaded for one parent by an include; more say so with a link. */
  public static final int INCLUDE_CHILDREN = 200;

  /** The deepest include path, in relationships. */
  public static final int INCLUDE_DEPTH = 5;

  /** The most paths of one include. */
  public static final int INCLUDE_PATHS = 10;

  /** An Idempotency-Key, in characters. */
  public static final int IDEMPOTENCY_KEY_CHARS = 255;

  /** Rounds of an update that loses races against writers whose change it cannot merge. */
  public static final int WRITE_ROUNDS = 20;

  private Limits() {}
}
