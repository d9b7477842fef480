package dev.ligature.functions.http;

/** Answers the requests of one route. Safe for many threads. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers one request.
   *
   * @throws ProblemException for every answer that is an error
   */
  HttpResponse answer(HttpRequest request);
}
