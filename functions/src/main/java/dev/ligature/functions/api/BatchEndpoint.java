package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;
import dev.ligature.data.write.WriteResult;
import dev.ligature.functions.http.AnswerSize;
import dev.ligature.functions.http.ApiLimits;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /{plural}/batch}: creates many entities side by side. Each item stands for itself:
 * the answer tells in the order of the items what became of each.
 */
final class BatchEndpoint {

  private final Services services;

  BatchEndpoint(Services services) {
    this.services = services;
  }

  HttpResponse create(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    new Parameters(request).refuseRest("");
    ObjectNode body = JsonBody.object(request, JsonBody.JSON, ApiLimits.BATCH_BYTES);
    refuseUnknown(body);
    JsonNode items = body.path("items");
    String key = EntityEndpoints.idempotencyKey(request);
    if (!items.isArray() || items.isEmpty() || items.size() > Limits.BATCH_ITEMS) {
      throw Problem.of(
              ProblemKind.UNEXPECTED_BODY,
              "items",
              items.isArray() ? "has " + items.size() + " items" : "is no array",
              "send {\"items\": [ … ]} with 1 to " + Limits.BATCH_ITEMS + " entities")
          .exception();
    }
    List<Integer> places = IntStream.range(0, items.size()).boxed().toList();
    List<ObjectNode> outcomes =
        services
            .engine()
            .platform()
            .parallel()
            .map(places, i -> create(model, items.get(i), key == null ? null : key + "#" + i));
    return answer(outcomes);
  }

  private static void refuseUnknown(ObjectNode body) {
    List<FieldError> unknown =
        body.propertyStream()
            .map(Map.Entry::getKey)
            .filter(name -> !name.equals("items"))
            .map(name -> FieldError.named(name, "is no member of a batch", "send only \"items\""))
            .limit(Limits.FIELD_ERRORS)
            .toList();
    if (!unknown.isEmpty()) {
      throw Problem.of(ProblemKind.UNEXPECTED_BODY, "A batch has no member but items.")
          .with(unknown)
          .exception();
    }
  }

  /**
   * The answer always fits, for what it tells of has been done: outcomes for which there is no room
   * are cut short.
   */
  private static HttpResponse answer(List<ObjectNode> outcomes) {
    ObjectNode json = Json.object();
    ArrayNode array = json.putArray("items");
    long room = ApiLimits.ANSWER_BYTES - (outcomes.size() + 1L) * ApiLimits.SHORT_OUTCOME_BYTES;
    for (ObjectNode outcome : outcomes) {
      long size = AnswerSize.of(outcome);
      array.add(size <= room ? outcome : shortened(outcome));
      room -= size <= room ? size : 0;
    }
    long created = outcomes.stream().filter(o -> o.path("status").asInt() == 201).count();
    json.put("created", created).put("failed", outcomes.size() - created);
    return HttpResponse.json(200, json);
  }

  /** Which entity it is, without its fields; or which problem, without its details. */
  private static ObjectNode shortened(ObjectNode outcome) {
    ObjectNode cut = Json.object().put("status", outcome.path("status").asInt());
    cut.put("shortened", true);
    if (outcome.path("replayed").asBoolean()) {
      cut.put("replayed", true);
    }
    if (outcome.path("entity") instanceof ObjectNode entity) {
      cut.set("id", entity.path("id"));
      cut.set("version", entity.path("version"));
    }
    if (outcome.path("problem") instanceof ObjectNode problem) {
      cut.set("problem", problem.deepCopy().retain("type", "title", "status"));
    }
    return cut;
  }

  private ObjectNode create(ModelDefinition model, JsonNode item, @Nullable String key) {
    if (!(item instanceof ObjectNode input)) {
      return refused(
          Problem.of(ProblemKind.UNEXPECTED_BODY, "(item)", "is no JSON object", "send an object"));
    }
    try {
      return switch (services.engine().entities().create(model, input, key)) {
        case WriteResult.Written(Entity entity, boolean replayed) -> {
          ObjectNode outcome = Json.object().put("status", 201);
          if (replayed) {
            outcome.put("replayed", true);
          }
          outcome.set("entity", entity.toJson());
          yield outcome;
        }
        case WriteResult.Rejection rejected -> refused(Rejections.of(rejected));
      };
    } catch (StoreException e) {
      // The items beside it have their outcomes, and the caller must learn of them.
      return refused(Failures.problem(e));
    }
  }

  private static ObjectNode refused(Problem problem) {
    ObjectNode outcome = Json.object().put("status", problem.kind().status());
    outcome.set("problem", problem.json());
    return outcome;
  }
}
