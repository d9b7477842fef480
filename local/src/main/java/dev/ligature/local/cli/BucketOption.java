package dev.ligature.local.cli;

import dev.ligature.functions.wiring.Environment;
import dev.ligature.functions.wiring.Schemas;
import dev.ligature.local.Endpoints;
import dev.ligature.local.LocalBucket;
import dev.ligature.local.Stack;
import dev.ligature.local.StackException;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RetryingStore;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import dev.ligature.store.system.SystemPlatform;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The options that name a bucket to look into: that of a data folder, whether a stack runs on it or
 * not, or any bucket of S3, with the caller's own credentials.
 */
final class BucketOption {
  private static final String DEFAULT_BUCKET = "ligature";

  @Mixin private @Nullable DataOption data;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "An S3 that is not AWS, instead of the data folder.")
  private @Nullable URI endpoint;

  @Option(names = "--bucket", description = "A bucket of S3, instead of that of the data folder.")
  private @Nullable String bucket;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "A schema as JSON, instead of that of the models module.")
  private @Nullable Path schema;

  BucketOption() {}

  /** A bucket that can be worked on. */
  record Opened(Schema schema, ObjectStore store, Platform platform) {}

  /** Opens the bucket for as long as the work takes. */
  <R> R with(Function<Opened, R> work) {
    if (endpoint != null || bucket != null) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      if (endpoint != null) {
        environment.put(S3Clients.ENDPOINT, endpoint.toString());
      }
      return onS3(environment, bucket == null ? DEFAULT_BUCKET : bucket, work);
    }
    if (data == null) {
      throw new IllegalStateException("picocli sets the data folder");
    }
    Path folder = data.folder();
    if (Stack.isRunning(folder)) {
      Endpoints endpoints =
          Endpoints.read(folder)
              .orElseThrow(
                  () ->
                      new StackException("A stack is just starting on " + folder + "; try again."));
      return onS3(local(URI.create(endpoints.s3())), endpoints.bucket(), work);
    }
    if (!Files.isDirectory(folder)) {
      throw new StackException("There is no data folder " + folder + "; name one with --data.");
    }
    try (LocalBucket local = LocalBucket.open(folder, DEFAULT_BUCKET)) {
      return onS3(local(local.endpoint()), DEFAULT_BUCKET, work);
    }
  }

  private static Map<String, String> local(URI at) {
    return Map.of(
        S3Clients.ENDPOINT,
        at.toString(),
        S3Clients.REGION,
        "us-east-1",
        "AWS_ACCESS_KEY_ID",
        "test",
        "AWS_SECRET_ACCESS_KEY",
        "test");
  }

  private <R> R onS3(Map<String, String> environment, String name, Function<Opened, R> work) {
    Platform platform = SystemPlatform.create();
    try (S3Client client = S3Clients.create(environment)) {
      ObjectStore store = new RetryingStore(new S3ObjectStore(client, name), platform);
      return work.apply(new Opened(schema(), store, platform));
    }
  }

  private Schema schema() {
    Map<String, String> variables =
        Optional.ofNullable(schema)
            .map(file -> Map.of(Schemas.FILE, file.toAbsolutePath().toString()))
            .orElse(Map.of());
    return Schemas.load(new Environment(variables));
  }
}
