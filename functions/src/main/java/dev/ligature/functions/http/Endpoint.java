package dev.ligature.functions.http;

/** Answers the requests of one route. Safe for many threads. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers one request.
   *
   * @param path the values of the route's variables
   * @throws ProblemException for every answer that is an error
   */
  HttpResponse answer(HttpRequest request, PathVariables path);
}
