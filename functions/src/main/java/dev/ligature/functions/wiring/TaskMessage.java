package dev.ligature.functions.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.data.entity.Json;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a message on the queue says: {@code {"jobId":"…","taskId":"…"}}.
 *
 * @param jobId the job
 * @param taskId its task
 */
public record TaskMessage(UUID jobId, String taskId) {

  /** As on the queue. */
  public String json() {
    return Json.object().put("jobId", jobId.toString()).put("taskId", taskId).toString();
  }

  /** Reads a message's body; empty if it is none of ours. */
  public static Optional<TaskMessage> parse(@Nullable String body) {
    if (body == null) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(body);
      UUID jobId = Json.uuidOrNull(json.path("jobId").asText());
      String taskId = json.path("taskId").asText();
      return jobId == null || taskId.isEmpty()
          ? Optional.empty()
          : Optional.of(new TaskMessage(jobId, taskId));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
