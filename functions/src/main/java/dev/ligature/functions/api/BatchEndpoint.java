package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;
import dev.ligature.data.write.WriteResult;
import dev.ligature.functions.http.ApiLimits;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.StoreException;
import java.util.List;
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
    JsonNode items = JsonBody.object(request, JsonBody.JSON, ApiLimits.BATCH_BYTES).path("items");
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
    ObjectNode json = Json.object();
    ArrayNode array = json.putArray("items");
    outcomes.forEach(array::add);
    long created = outcomes.stream().filter(o -> o.path("status").asInt() == 201).count();
    json.put("created", created).put("failed", outcomes.size() - created);
    return HttpResponse.json(200, json);
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
