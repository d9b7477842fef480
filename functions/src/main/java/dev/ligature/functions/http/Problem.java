package dev.ligature.functions.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An error as RFC 9457 tells it. Immutable.
 *
 * @param kind its stable type and status
 * @param detail what is wrong this time, and how to fix it
 * @param errors the fields or parameters at fault, if any are
 * @param extensions further members of the body
 * @param headers further headers of the response
 */
public record Problem(
    ProblemKind kind,
    String detail,
    List<FieldError> errors,
    Map<String, JsonNode> extensions,
    Map<String, String> headers) {

  public Problem {
    errors = List.copyOf(errors);
    // In the order in which they were added: answers to equal requests are equal texts.
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    headers = Map.copyOf(headers);
  }

  /** A problem of a kind, in words. */
  public static Problem of(ProblemKind kind, String detail) {
    return new Problem(kind, detail, List.of(), Map.of(), Map.of());
  }

  /** A problem of one field or parameter. */
  public static Problem of(ProblemKind kind, String field, String problem, String fix) {
    FieldError error = new FieldError(field, problem, fix);
    return of(kind, field + " " + problem + ": " + fix + ".").with(List.of(error));
  }

  /** The same with these fields at fault. */
  public Problem with(List<FieldError> faults) {
    return new Problem(kind, detail, faults, extensions, headers);
  }

  /** The same with one more member in its body. */
  public Problem with(String member, JsonNode value) {
    Map<String, JsonNode> more = new LinkedHashMap<>(extensions);
    more.put(member, value);
    return new Problem(kind, detail, errors, more, headers);
  }

  /** The same with one more header on its response. */
  public Problem header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(kind, detail, errors, extensions, more);
  }

  /** The same, asking to try again after so many seconds. */
  public Problem retryAfter(int seconds) {
    return header("retry-after", Integer.toString(seconds));
  }

  /**
   * To be thrown where a request is read and found wrong. What core answers is a value, and becomes
   * a {@link #response}.
   */
  public ProblemException exception() {
    return new ProblemException(this);
  }

  /** Its body. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("type", kind.type());
    json.put("title", kind.title());
    json.put("status", kind.status());
    json.put("detail", detail);
    if (!errors.isEmpty()) {
      var array = json.putArray("errors");
      for (FieldError error : errors) {
        array
            .addObject()
            .put("field", error.field())
            .put("problem", error.problem())
            .put("fix", error.fix());
      }
    }
    json.setAll(extensions);
    return json;
  }

  /** The response that tells it. */
  public HttpResponse response() {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("content-type", "application/problem+json");
    return new HttpResponse(kind.status(), all, HttpResponse.bytes(json()));
  }
}
