package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.FieldError;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;
import dev.ligature.data.read.EntityPage;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.data.read.Filter;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.schema.ModelDefinition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Answers a page of entities, for a model and for a to-many relationship alike. */
final class Lists {

  private final Services services;

  Lists(Services services) {
    this.services = services;
  }

  /**
   * The page that the request's parameters ask for.
   *
   * @param query where to look; the request's filters narrow it
   */
  HttpResponse answer(HttpRequest request, ModelDefinition model, EntityQuery query) {
    Parameters parameters = new Parameters(request);
    int limit = parameters.limit(Limits.PAGE_MAX);
    Optional<UUID> cursor = parameters.cursor();
    Includes includes =
        Includes.parse(services.engine().schema(), model, parameters.one("include"));
    Selection selection = Selection.parse(model, parameters.one("fields"));
    EntityQuery narrowed = query.limit(limit).after(cursor.orElse(null));
    for (Filter filter : filters(model, parameters)) {
      narrowed = narrowed.where(filter);
    }
    EntityPage page = narrowed.page();

    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("items");
    new Embedding(services, request.path().base())
        .render(page.items(), selection, includes)
        .forEach(items::add);
    json.put("next", page.next() == null ? null : next(request, page.next()));
    boolean endsEarly = page.next() != null && page.items().size() < limit;
    if (!page.indexed() || endsEarly) {
      json.put("scan", true).put("examined", page.examined());
    }
    return HttpResponse.json(200, json);
  }

  private static List<Filter> filters(ModelDefinition model, Parameters parameters) {
    List<Filter> filters = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    parameters
        .rest()
        .forEach(
            (name, values) -> {
              if (values.size() > 1) {
                errors.add(
                    new FieldError(name, "is given " + values.size() + " times", "give it once"));
                return;
              }
              switch (Filter.parse(model, name, values.getFirst())) {
                case Filter.Parsed.Ok(Filter filter) -> filters.add(filter);
                case Filter.Parsed.Wrong(FieldError error) -> errors.add(error);
              }
            });
    if (!errors.isEmpty()) {
      FieldError first = errors.getFirst();
      Problem problem = Parameters.invalid(first.field(), first.problem(), first.fix());
      throw problem.with(errors).exception();
    }
    return filters;
  }

  /** The same request behind this id. */
  static String next(HttpRequest request, UUID after) {
    StringBuilder link = new StringBuilder(request.path().self());
    link.append("?cursor=").append(Parameters.cursor(after));
    request
        .query()
        .forEach(
            (name, values) -> {
              if (!name.equals("cursor")) {
                values.forEach(
                    value ->
                        link.append('&').append(encode(name)).append('=').append(encode(value)));
              }
            });
    return link.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
