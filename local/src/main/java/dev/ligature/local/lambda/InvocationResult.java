package dev.ligature.local.lambda;

import java.time.Duration;

/** How an invocation ended, as Lambda's Invoke API would tell it. */
public sealed interface InvocationResult {

  /** The handler returned. */
  record Success(byte[] payload) implements InvocationResult {}

  /**
   * The handler threw, ran out of time, or answered more than Lambda lets through.
   *
   * @param payload the error object that Lambda answers: {@code errorType}, {@code errorMessage},
   *     {@code stackTrace}
   */
  record FunctionError(byte[] payload) implements InvocationResult {}

  /** The handler had not returned in time; the invocation was abandoned. */
  record TimedOut(Duration after, byte[] payload) implements InvocationResult {}

  /** As many invocations as the function may have were running. */
  record Throttled() implements InvocationResult {}

  /** The event is larger than Lambda takes. */
  record EventTooLarge(int bytes) implements InvocationResult {}
}
