package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.Limits;
import dev.ligature.data.write.WriteResult;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.schema.ModelDefinition;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /{plural}} and {@code /{plural}/{id}}, but for DELETE. */
final class EntityEndpoints {

  private final Services services;
  private final Lists lists;

  EntityEndpoints(Services services) {
    this.services = services;
    this.lists = new Lists(services);
  }

  HttpResponse list(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    return lists.answer(request, model, services.engine().query(model));
  }

  HttpResponse create(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    new Parameters(request).refuseRest("");
    ObjectNode input = JsonBody.object(request, JsonBody.JSON, Limits.ENTITY_BYTES);
    return switch (services.engine().entities().create(model, input, idempotencyKey(request))) {
      case WriteResult.Written(Entity entity, boolean replayed) -> {
        HttpResponse created =
            one(201, entity)
                .with("location", request.path().base() + "/" + model.plural() + "/" + entity.id());
        yield replayed ? created.with("idempotency-replayed", "true") : created;
      }
      case WriteResult.Rejection refused -> Rejections.of(refused).response();
    };
  }

  /** The request's Idempotency-Key, if it has one. */
  static @Nullable String idempotencyKey(HttpRequest request) {
    String key = request.header("idempotency-key").orElse(null);
    if (key != null && key.length() > Limits.IDEMPOTENCY_KEY_CHARS) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "Idempotency-Key",
              "has " + key.length() + " characters",
              "use at most " + Limits.IDEMPOTENCY_KEY_CHARS + ", such as a UUID")
          .exception();
    }
    return key;
  }

  HttpResponse get(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    UUID id = Paths.id(request);
    View view = View.parse(services, model, request);
    return services
        .engine()
        .entities()
        .get(model, id)
        .map(entity -> view.answer(request, entity))
        .orElseGet(() -> Paths.notFound(model.plural(), id).response());
  }

  HttpResponse replace(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    UUID id = Paths.id(request);
    new Parameters(request).refuseRest("");
    Long version = expected(request, model, id);
    ObjectNode input = JsonBody.object(request, JsonBody.JSON, Limits.ENTITY_BYTES);
    return updated(services.engine().entities().replace(model, id, input, version));
  }

  HttpResponse patch(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    UUID id = Paths.id(request);
    new Parameters(request).refuseRest("");
    Long version = expected(request, model, id);
    ObjectNode patch = JsonBody.object(request, JsonBody.MERGE_PATCH, Limits.ENTITY_BYTES);
    return updated(services.engine().entities().patch(model, id, patch, version));
  }

  private @Nullable Long expected(HttpRequest request, ModelDefinition model, UUID id) {
    return Conditions.ofWrite(request)
        .expected(() -> services.engine().entities().get(model, id).map(Entity::version));
  }

  private static HttpResponse updated(WriteResult result) {
    return switch (result) {
      case WriteResult.Written(Entity entity, _) -> one(200, entity);
      case WriteResult.Rejection refused -> Rejections.of(refused).response();
    };
  }

  private static HttpResponse one(int status, Entity entity) {
    return HttpResponse.json(status, entity.toJson())
        .with("etag", Conditions.etag(entity.version()));
  }

  /** How one entity is to be shown: what to embed, and which fields. */
  record View(Services services, Includes includes, Selection selection) {

    /** Reads the parameters; there may be no others. */
    static View parse(Services services, ModelDefinition model, HttpRequest request) {
      Parameters parameters = new Parameters(request);
      Includes includes =
          Includes.parse(services.engine().schema(), model, parameters.one("include"));
      Selection selection = Selection.parse(model, parameters.one("fields"));
      parameters.refuseRest("include or fields");
      return new View(services, includes, selection);
    }

    /**
     * The entity, or 304 if the caller has it. An answer with includes changes without its entity's
     * version, so it is always sent whole.
     */
    HttpResponse answer(HttpRequest request, Entity entity) {
      String etag = Conditions.etag(entity.version());
      if (!Conditions.ifMatch(request).allows(entity.version())) {
        return Rejections.of(new WriteResult.VersionMismatch(entity.version())).response();
      }
      if (includes.isEmpty() && Conditions.alreadyHas(request, entity.version())) {
        return HttpResponse.empty(304).with("etag", etag);
      }
      List<ObjectNode> rendered =
          new Embedding(services, request.path().base())
              .render(List.of(entity), selection, includes);
      return HttpResponse.json(200, rendered.getFirst()).with("etag", etag);
    }
  }
}
