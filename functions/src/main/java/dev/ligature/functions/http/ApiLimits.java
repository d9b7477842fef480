package dev.ligature.functions.http;

/**
 * Every limit of the HTTP API. Those of the data are in {@link dev.ligature.bucket.Limits}. All are
 * documented in {@code docs/limits.md}.
 */
public final class ApiLimits {

  /**
   * What the body of an answer may need inside Lambda's own JSON, in bytes: below the 6 MB that an
   * invocation may answer, with room for the headers.
   */
  public static final int ANSWER_BYTES = 6_000_000;

  /** What the outcome of one item of a batch takes of an answer at most, once it is cut short. */
  public static final int SHORT_OUTCOME_BYTES = 1_000;

  /** The body of a batch, in bytes: below what API Gateway and Lambda let through. */
  public static final int BATCH_BYTES = 5 << 20;

  /**
   * The most entities that includes add to one answer. Children beyond it are left to a link, so an
   * answer stays below {@link #ANSWER_BYTES}.
   */
  public static final int INCLUDED_ENTITIES = 5_000;

  /** The most jobs on a page. */
  public static final int JOBS_PAGE_MAX = 100;

  private ApiLimits() {}
}
