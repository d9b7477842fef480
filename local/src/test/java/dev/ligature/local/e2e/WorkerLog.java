package dev.ligature.local.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the cascade worker logs: a line for every task that it has worked on. */
final class WorkerLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WorkerLog() {}

  /** The invocations, by their request ids, that worked on a job, as this data folder tells. */
  static Set<String> invocations(Path data, String job) throws IOException {
    try (Stream<String> lines = Files.lines(data.resolve("functions.log"))) {
      return invocations(lines, job);
    }
  }

  /** The invocations, by their request ids, that worked on a job. */
  static Set<String> invocations(Stream<String> lines, String job) {
    return lines
        .filter(line -> line.contains("worked on the task"))
        .map(line -> parse(line.substring(line.indexOf('{'))))
        .filter(line -> line.path("jobId").asText().equals(job))
        .map(line -> line.path("requestId").asText())
        .collect(Collectors.toSet());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(json, unreadable);
    }
  }
}
