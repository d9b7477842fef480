package dev.ligature.functions.api;

import dev.ligature.bucket.Entity;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.schema.ModelDefinition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /{plural}/{id}/{relationship}}: what an entity is related to, in both directions. */
final class RelationshipEndpoint {

  private final Services services;
  private final Lists lists;

  RelationshipEndpoint(Services services) {
    this.services = services;
    this.lists = new Lists(services);
  }

  HttpResponse get(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    UUID id = Paths.id(request);
    Relationship relationship = relationship(model, request.path().variable("relationship"));
    return services
        .engine()
        .entities()
        .get(model, id)
        .map(entity -> related(request, model, entity, relationship))
        .orElseGet(() -> Paths.notFound(model.plural(), id).response());
  }

  private HttpResponse related(
      HttpRequest request, ModelDefinition model, Entity entity, Relationship relationship) {
    ModelDefinition target = relationship.target(services.engine().schema());
    return switch (relationship) {
      case Relationship.ToChildren to ->
          lists.answer(
              request,
              target,
              services.engine().query(target).where(to.constraint().field(), entity.id()));
      case Relationship.ToParent to -> {
        UUID parent = entity.reference(to.constraint());
        yield one(
            request,
            model,
            to,
            target,
            Optional.ofNullable(
                services.engine().related().parents(List.of(entity), to.constraint()).get(parent)));
      }
      case Relationship.ToChild to ->
          one(
              request,
              model,
              to,
              target,
              Optional.ofNullable(
                  services
                      .engine()
                      .related()
                      .child(List.of(entity.id()), to.constraint())
                      .get(entity.id())));
    };
  }

  private HttpResponse one(
      HttpRequest request,
      ModelDefinition model,
      Relationship relationship,
      ModelDefinition target,
      Optional<Entity> related) {
    EntityEndpoints.View view = EntityEndpoints.View.parse(services, target, request);
    return related
        .map(entity -> view.answer(request, entity))
        .orElseGet(
            () ->
                Problem.of(
                        ProblemKind.NOTHING_RELATED,
                        "This " + model.name() + " has no " + relationship.name() + ".")
                    .response());
  }

  private static Relationship relationship(ModelDefinition model, String name) {
    return Relationship.find(model, name)
        .orElseThrow(
            () -> {
              String known = Includes.names(model);
              return Problem.of(
                      ProblemKind.UNKNOWN_RELATIONSHIP,
                      model.name()
                          + " has no relationship \""
                          + name
                          + "\"; "
                          + (known.isEmpty() ? "it has none." : "it has: " + known + "."))
                  .exception();
            });
  }
}
