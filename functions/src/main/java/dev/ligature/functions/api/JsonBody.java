package dev.ligature.functions.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Reads a request's body as a JSON object, or says why it is none. */
final class JsonBody {

  /** What a create and a replacement take. */
  static final Set<String> JSON = Set.of("application/json");

  /** What a PATCH takes. */
  static final Set<String> MERGE_PATCH = Set.of("application/merge-patch+json", "application/json");

  private JsonBody() {}

  /**
   * The object in the body.
   *
   * @param mediaTypes the types taken; a request that names none is taken at its word as JSON
   * @param maxBytes the largest body taken
   */
  static ObjectNode object(HttpRequest request, Set<String> mediaTypes, int maxBytes) {
    checkMediaType(request, mediaTypes);
    if (request.body().length > maxBytes) {
      throw Problem.of(
              ProblemKind.BODY_TOO_LARGE,
              "(body)",
              "has " + request.body().length + " bytes, more than " + maxBytes,
              "send less, or keep large content outside and store its address")
          .exception();
    }
    JsonNode json = parse(text(request.body()));
    if (json instanceof ObjectNode object) {
      return object;
    }
    String found = json.isMissingNode() ? "empty" : describe(json);
    throw Problem.of(
            ProblemKind.UNEXPECTED_BODY,
            "(body)",
            "is " + found + ", not a JSON object",
            "send an object such as {\"name\": \"value\"}")
        .exception();
  }

  private static void checkMediaType(HttpRequest request, Set<String> mediaTypes) {
    String header = request.header("content-type").orElse("application/json");
    String type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!mediaTypes.contains(type)) {
      throw Problem.of(
              ProblemKind.UNSUPPORTED_MEDIA_TYPE,
              "content-type",
              "is " + type,
              "send " + String.join(" or ", mediaTypes.stream().sorted().toList()))
          .header("accept", String.join(", ", mediaTypes.stream().sorted().toList()))
          .exception();
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.of(
              ProblemKind.MALFORMED_JSON, "(body)", "is not UTF-8", "send JSON encoded as UTF-8")
          .exception();
    }
  }

  private static JsonNode parse(String text) {
    try {
      return Json.parse(text);
    } catch (StreamConstraintsException e) {
      if (depthExceeded(text)) {
        throw Problem.of(
                ProblemKind.JSON_TOO_DEEP,
                "(body)",
                "is nested more than " + Limits.JSON_DEPTH + " levels deep",
                "flatten it")
            .exception();
      }
      throw malformed(e);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (NumberFormatException e) {
      // Thrown by BigDecimal itself, for exponents beyond its own.
      throw Problem.of(
              ProblemKind.MALFORMED_JSON,
              "(body)",
              "contains a number that is too large or too small",
              "send it as text, or another unit")
          .exception();
    }
  }

  /** The parser has other bounds too (the digits of a number, the length of a name). */
  private static boolean depthExceeded(String text) {
    int depth = 0;
    boolean inString = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inString) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inString = false;
        }
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' || c == '[') {
        if (++depth > Limits.JSON_DEPTH) {
          return true;
        }
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
    return false;
  }

  private static RuntimeException malformed(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    Problem problem =
        Problem.of(
            ProblemKind.MALFORMED_JSON,
            "(body)",
            "cannot be read as JSON" + where + ": " + e.getOriginalMessage(),
            "correct the text");
    if (at != null) {
      problem =
          problem
              .with("line", Json.mapper().getNodeFactory().numberNode(at.getLineNr()))
              .with("column", Json.mapper().getNodeFactory().numberNode(at.getColumnNr()));
    }
    return problem.exception();
  }

  private static String describe(JsonNode json) {
    return switch (json.getNodeType()) {
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      default -> "no object";
    };
  }
}
