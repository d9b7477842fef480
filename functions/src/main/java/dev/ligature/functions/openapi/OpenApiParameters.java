package dev.ligature.functions.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Limits;

/** The parameters that many routes share. */
final class OpenApiParameters {

  /** The most jobs on a page. */
  private static final int JOBS = 100;

  private OpenApiParameters() {}

  static ObjectNode shared() {
    ObjectNode all = Json.object();
    parameter(all, "Id", "id", "path", "A UUID.", string().put("format", "uuid"))
        .put("required", true);
    parameter(all, "Limit", "limit", "query", "The most items of the page.", upTo(Limits.PAGE_MAX));
    parameter(all, "JobLimit", "limit", "query", "The most jobs of the page.", upTo(JOBS));
    parameter(
        all,
        "Cursor",
        "cursor",
        "query",
        "Where the page before ended; from its `next`.",
        string());
    parameter(
        all,
        "Include",
        "include",
        "query",
        "Relationships to embed, such as `author,comments.author`: at most "
            + Limits.INCLUDE_PATHS
            + " paths, each at most "
            + Limits.INCLUDE_DEPTH
            + " deep.",
        string());
    parameter(all, "Fields", "fields", "query", "Fields to answer, separated by commas.", string());
    parameter(
        all,
        "IfMatch",
        "If-Match",
        "header",
        "The ETag that was read: refuse (412) if the entity has changed since.",
        string());
    parameter(
        all,
        "IfNoneMatch",
        "If-None-Match",
        "header",
        "The ETag that the caller has: answer 304 if nothing has changed.",
        string());
    parameter(
        all,
        "IdempotencyKey",
        "Idempotency-Key",
        "header",
        "The same key with the same body creates once, however often it is sent.",
        string().put("minLength", 1).put("maxLength", Limits.IDEMPOTENCY_KEY_CHARS));
    parameter(
        all,
        "Prefer",
        "Prefer",
        "header",
        "`respond-async`: answer 202 at once. `wait=10`: wait so many seconds for the end.",
        string());
    return all;
  }

  private static ObjectNode upTo(int most) {
    return Json.object()
        .put("type", "integer")
        .put("minimum", 1)
        .put("maximum", most)
        .put("default", Limits.PAGE_DEFAULT);
  }

  private static ObjectNode string() {
    return Json.object().put("type", "string");
  }

  private static ObjectNode parameter(
      ObjectNode all, String key, String name, String in, String description, ObjectNode shape) {
    ObjectNode parameter = all.putObject(key);
    parameter.put("name", name).put("in", in).put("description", description);
    parameter.set("schema", shape);
    return parameter;
  }
}
