package dev.ligature.functions.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import java.util.Optional;

/**
 * What the OpenAPI document says of the API as a whole. It is its owner's to choose, as the models
 * are.
 *
 * @param title its name for people
 * @param version its version; the owner counts
 * @param license the licence that it is offered under, by its SPDX identifier
 */
public record ApiInfo(String title, String version, Optional<String> license) {

  /** What holds where its owner says nothing. */
  public static ApiInfo unnamed() {
    return new ApiInfo("API", "1", Optional.empty());
  }

  ObjectNode json() {
    ObjectNode info = Json.object().put("title", title).put("version", version);
    license.ifPresent(spdx -> info.putObject("license").put("name", spdx).put("identifier", spdx));
    return info;
  }
}
