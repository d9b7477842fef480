package dev.ligature.functions.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.job.TaskMessage;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as SQS carries it: {@code {"jobId":"…","taskId":"…"}}. In the place of the task's id
 * stands {@code "watch"} where a message asks to look after the job as a whole.
 */
public final class SqsMessageBody {

  private static final String JOB = "jobId";
  private static final String TASK = "taskId";

  private SqsMessageBody() {}

  /** The body of a message. */
  public static String of(TaskMessage message) {
    return Json.object().put(JOB, message.jobId().toString()).put(TASK, message.asks()).toString();
  }

  /** Reads a body; empty if it is none of ours. */
  public static Optional<TaskMessage> parse(@Nullable String body) {
    if (body == null) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(body);
      UUID jobId = Json.uuidOrNull(json.path(JOB).asText());
      return jobId == null
          ? Optional.empty()
          : Optional.of(TaskMessage.of(jobId, json.path(TASK).asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
