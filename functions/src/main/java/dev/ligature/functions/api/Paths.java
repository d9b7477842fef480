package dev.ligature.functions.api;

import dev.ligature.bucket.Json;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a path names. */
final class Paths {

  private Paths() {}

  /** The model of {@code {plural}}. */
  static ModelDefinition model(Schema schema, HttpRequest request) {
    String plural = request.path().variable("plural");
    return schema
        .plural(plural)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemKind.UNKNOWN_MODEL,
                        "No model has the plural \""
                            + plural
                            + "\"; there are: "
                            + schema.models().stream()
                                .map(ModelDefinition::plural)
                                .collect(Collectors.joining(", "))
                            + ".")
                    .exception());
  }

  /** The id of {@code {id}}. */
  static UUID id(HttpRequest request) {
    String text = request.path().variable("id");
    UUID id = Json.uuidOrNull(text);
    if (id == null) {
      throw Problem.of(
              ProblemKind.INVALID_ID,
              "id",
              "\"" + text + "\" is no UUID",
              "give an id as the API gave it, such as 01890a5d-ac96-774b-bcce-b302099a8057")
          .exception();
    }
    return id;
  }

  /** There is no such entity. */
  static Problem notFound(String plural, UUID id) {
    return Problem.of(ProblemKind.ENTITY_NOT_FOUND, "There is no " + id + " in " + plural + ".");
  }
}
