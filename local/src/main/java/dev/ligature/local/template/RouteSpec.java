package dev.ligature.local.template;

/**
 * One method of the REST API.
 *
 * @param method an HTTP method, or {@code ANY}
 * @param path the resource as API Gateway names it, e.g. {@code /{plural}/{id}}
 * @param function the logical id of the function that answers
 */
public record RouteSpec(String method, String path, String function) {}
