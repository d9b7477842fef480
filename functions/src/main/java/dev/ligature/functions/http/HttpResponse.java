package dev.ligature.functions.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response. Immutable.
 *
 * @param status the status code
 * @param headers by the name to send
 * @param body its bytes in UTF-8, not copied; empty for none
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {

  public HttpResponse {
    headers = Map.copyOf(headers);
  }

  /**
   * An answer with a body of JSON.
   *
   * @throws ProblemException if the body is larger than {@link ApiLimits#ANSWER_BYTES}
   */
  public static HttpResponse json(int status, JsonNode body) {
    return new HttpResponse(status, Map.of("content-type", "application/json"), bytes(body));
  }

  /** An answer without a body. */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, Map.of(), new byte[0]);
  }

  /** The same with one more header. */
  public HttpResponse with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpResponse(status, more, body);
  }

  /** The same without its body. */
  public HttpResponse withoutBody() {
    return new HttpResponse(status, headers, new byte[0]);
  }

  /** Stops early: a tree may show one entity in many places and be far larger than memory. */
  static byte[] bytes(JsonNode body) {
    BoundedBytes bytes = new BoundedBytes(ApiLimits.ANSWER_BYTES);
    try {
      Json.mapper().writeValue(bytes, body);
      return bytes.toByteArray();
    } catch (BoundedBytes.FullException e) {
      throw Problem.of(
              ProblemKind.ANSWER_TOO_LARGE,
              "The answer would be larger than "
                  + ApiLimits.ANSWER_BYTES
                  + " bytes: ask for a smaller limit, fewer includes or fewer fields.")
          .exception();
    } catch (IOException e) {
      throw new UncheckedIOException("a tree of JSON can always be written", e);
    }
  }
}
