package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ligature.bucket.FieldError;
import dev.ligature.data.write.WriteResult;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import java.util.List;
import java.util.stream.Collectors;

/** The problem that tells why a write was refused. */
final class Rejections {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int SOON = 1;

  private Rejections() {}

  static Problem of(WriteResult.Rejection result) {
    return switch (result) {
      case WriteResult.Invalid(List<FieldError> errors) -> invalid(errors);
      case WriteResult.TooLarge(long bytes, long limit) ->
          Problem.of(
              ProblemKind.BODY_TOO_LARGE,
              "(body)",
              "has " + bytes + " bytes as JSON, more than " + limit,
              "keep large content outside and store its address");
      case WriteResult.NotFound(var plural, var id) -> Paths.notFound(plural, id);
      case WriteResult.ParentMissing(var field, var plural, var id) ->
          Problem.of(
              ProblemKind.PARENT_MISSING,
              field,
              "names " + id + ", which is not in " + plural,
              "give the id of an entity of " + plural);
      case WriteResult.BeingDeleted _ ->
          Problem.of(ProblemKind.BEING_DELETED, sentence(result)).retryAfter(SOON);
      case WriteResult.Taken(var field, var holder) ->
          Problem.of(
                  ProblemKind.TAKEN,
                  field,
                  "has a value that " + holder + " holds already",
                  "give another value, or change that entity")
              .with("holderId", JSON.textNode(holder.toString()));
      case WriteResult.VersionMismatch(long current) ->
          Problem.of(
                  ProblemKind.VERSION_MISMATCH,
                  "The entity is at version "
                      + current
                      + ", not at the one that If-Match names: read it again.")
              .with("currentVersion", JSON.numberNode(current))
              .header("etag", Conditions.etag(current));
      case WriteResult.Contended _ ->
          Problem.of(ProblemKind.CONTENDED, sentence(result)).retryAfter(SOON);
      case WriteResult.KeyReused() ->
          Problem.of(
              ProblemKind.IDEMPOTENCY_KEY_REUSED,
              "Idempotency-Key",
              "was used before with another body",
              "send the same body, or take a new key");
    };
  }

  private static Problem invalid(List<FieldError> errors) {
    String detail =
        errors.stream()
            .map(e -> e.field() + " " + e.problem() + ": " + e.fix() + ".")
            .collect(Collectors.joining(" "));
    return Problem.of(ProblemKind.INVALID_ENTITY, detail).with(errors);
  }

  private static String sentence(WriteResult result) {
    String text = result.explanation();
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
