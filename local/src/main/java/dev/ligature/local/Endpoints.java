package dev.ligature.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a running stack are, and its process; kept as {@code endpoints.json} in its
 * data folder.
 *
 * @param api URL of the REST API
 * @param s3 endpoint for {@code aws --endpoint-url}
 * @param bucket name of the bucket
 * @param sqs endpoint for {@code aws --endpoint-url}
 * @param queue URL of the task queue
 * @param dlq URL of its dead-letter queue
 * @param lambda endpoint for {@code aws lambda invoke --endpoint-url}
 * @param region of all of them
 * @param accessKeyId null where the caller's own credentials are used
 * @param secretAccessKey null together with the other
 * @param pid of the process that all of this runs in
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoints(
    String api,
    String s3,
    String bucket,
    String sqs,
    String queue,
    String dlq,
    String lambda,
    String region,
    @Nullable String accessKeyId,
    @Nullable String secretAccessKey,
    long pid) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the file of a data folder; empty if no stack has written one there. */
  public static Optional<Endpoints> read(Path folder) {
    Path file = file(folder);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), Endpoints.class));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file + " cannot be read", unreadable);
    }
  }

  /**
   * Reads the file of a folder that something holds.
   *
   * @throws StackException if that is no stack, or one that is only starting
   */
  public static Endpoints ofHolder(Path folder) {
    return read(folder)
        .orElseThrow(
            () ->
                new StackException(
                    "Another command is at work on %s, or a stack is just starting there; try again."
                        .formatted(folder)));
  }

  void write(Path folder) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(file(folder).toFile(), this);
  }

  static Path file(Path folder) {
    return folder.resolve("endpoints.json");
  }
}
