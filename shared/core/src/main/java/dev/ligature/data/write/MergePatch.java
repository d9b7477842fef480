package dev.ligature.data.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;

/** JSON merge patch, RFC 7396. */
final class MergePatch {

  private MergePatch() {}

  /** Applies {@code patch} to {@code target}, which is changed and returned. */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              if (value.isNull()) {
                target.remove(entry.getKey());
              } else if (value instanceof ObjectNode inner) {
                ObjectNode base =
                    target.path(entry.getKey()) instanceof ObjectNode object
                        ? object
                        : Json.object();
                target.set(entry.getKey(), apply(base, inner));
              } else {
                target.set(entry.getKey(), value);
              }
            });
    return target;
  }
}
