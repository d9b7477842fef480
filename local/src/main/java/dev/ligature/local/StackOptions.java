package dev.ligature.local;

import dev.ligature.local.lambda.LogSink;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a stack is to be started. Immutable; the {@code with} methods answer a changed copy.
 *
 * @param port of the REST API; 0 for any free one. The other endpoints take the ports after it, if
 *     they are free
 * @param data folder of the bucket; empty keeps it in memory
 * @param schema a schema's JSON that is served instead of the models module's
 * @param latency that every S3 request takes longer
 * @param s3Endpoint an S3 to use instead of the one in this process
 * @param sqsEndpoint an SQS to use instead of the one in this process
 * @param bucket name of the bucket
 * @param environment variables that override the template's
 * @param schedules whether the template's schedules fire
 * @param log takes what the functions log
 */
public record StackOptions(
    int port,
    Optional<Path> data,
    Optional<Path> schema,
    Duration latency,
    Optional<URI> s3Endpoint,
    Optional<URI> sqsEndpoint,
    String bucket,
    Map<String, String> environment,
    boolean schedules,
    LogSink log) {

  public StackOptions {
    environment = Map.copyOf(environment);
  }

  /** In memory, on free ports, with no schedule: what a test wants. */
  public static StackOptions inMemory() {
    return new StackOptions(
        0,
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        "ligature",
        Map.of(),
        false,
        LogSink.none());
  }

  /**
   * As the stack on this folder was last started, with the same schema, bucket and endpoints, but
   * on free ports and with no schedule: for one piece of work on its data.
   *
   * @throws StackException if there is no such folder, or no bucket in it or known to it
   */
  public static StackOptions asLastStarted(Path data) {
    StackOptions fresh = inMemory().withData(data);
    StackOptions last =
        LastStart.read(data)
            .map(
                start ->
                    new StackOptions(
                        fresh.port,
                        fresh.data,
                        LastStart.schema(data),
                        fresh.latency,
                        Optional.ofNullable(start.s3Endpoint()),
                        Optional.ofNullable(start.sqsEndpoint()),
                        start.bucket(),
                        start.environment(),
                        fresh.schedules,
                        fresh.log))
            .orElse(fresh);
    if (last.s3Endpoint.isEmpty()) {
      DataFolder.requireBucket(data);
    }
    return last;
  }

  /** A copy on another port. */
  public StackOptions withPort(int value) {
    return new StackOptions(
        value, data, schema, latency, s3Endpoint, sqsEndpoint, bucket, environment, schedules, log);
  }

  /** A copy that keeps its data in this folder. */
  public StackOptions withData(Path value) {
    return new StackOptions(
        port,
        Optional.of(value),
        schema,
        latency,
        s3Endpoint,
        sqsEndpoint,
        bucket,
        environment,
        schedules,
        log);
  }

  /** A copy that serves the models of this file. */
  public StackOptions withSchema(Path value) {
    return new StackOptions(
        port,
        data,
        Optional.of(value),
        latency,
        s3Endpoint,
        sqsEndpoint,
        bucket,
        environment,
        schedules,
        log);
  }

  /** A copy whose functions see these variables instead of the template's. */
  public StackOptions withEnvironment(Map<String, String> value) {
    return new StackOptions(
        port, data, schema, latency, s3Endpoint, sqsEndpoint, bucket, value, schedules, log);
  }

  /** A copy that logs there. */
  public StackOptions withLog(LogSink value) {
    return new StackOptions(
        port,
        data,
        schema,
        latency,
        s3Endpoint,
        sqsEndpoint,
        bucket,
        environment,
        schedules,
        value);
  }
}
