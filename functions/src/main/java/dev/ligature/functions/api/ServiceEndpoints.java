package dev.ligature.functions.api;

import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.openapi.OpenApiDocument;

/** {@code /schema}, {@code /openapi.json} and {@code /health}: the service about itself. */
final class ServiceEndpoints {

  private final Services services;

  ServiceEndpoints(Services services) {
    this.services = services;
  }

  HttpResponse schema(HttpRequest request) {
    new Parameters(request).refuseRest("");
    return HttpResponse.json(200, services.engine().schema().toJson());
  }

  HttpResponse openApi(HttpRequest request) {
    new Parameters(request).refuseRest("");
    return HttpResponse.json(200, OpenApiDocument.of(services.engine().schema(), services.info()));
  }

  /** Whether the bucket answers: one LIST of one key. */
  HttpResponse health(HttpRequest request) {
    new Parameters(request).refuseRest("");
    services.engine().store().list(Keys.entities(), null, 1);
    return HttpResponse.json(200, Json.object().put("status", "ok"))
        .with("cache-control", "no-store");
  }
}
