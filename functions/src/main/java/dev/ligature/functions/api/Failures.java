package dev.ligature.functions.api;

import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.store.StoreException;

/** What a caller is told when the store or this program failed: never more than helps. */
final class Failures {

  private static final int LATER = 2;
  private static final String UNKNOWN =
      "The store is throttled or out of reach. Whether a write took effect is not known: read"
          + " before you repeat it, or repeat it under the same Idempotency-Key.";

  private Failures() {}

  /** For a failure of the store. */
  static Problem problem(StoreException e) {
    return switch (e.kind()) {
      case RETRY, CONFLICT -> Problem.of(ProblemKind.UNAVAILABLE, words(e)).retryAfter(LATER);
      case CALLER, OURS -> internal();
    };
  }

  private static String words(StoreException e) {
    String message = e.getMessage();
    return e.tellsCaller() && message != null ? message : UNKNOWN;
  }

  /** For everything that should not happen. */
  static Problem internal() {
    return Problem.of(
        ProblemKind.INTERNAL,
        "The request could not be served. Its id, in x-request-id, leads to the reason in the"
            + " logs.");
  }
}
