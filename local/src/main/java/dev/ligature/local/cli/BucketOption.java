package dev.ligature.local.cli;

import dev.ligature.local.FoundBucket;
import dev.ligature.local.ServedSchema;
import dev.ligature.local.StackOptions;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RetryingStore;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import dev.ligature.store.system.SystemPlatform;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
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
      description = "A schema as JSON, instead of the data folder's or the models module's.")
  private @Nullable Path schema;

  BucketOption() {}

  /** A bucket that can be worked on. */
  record Opened(Schema schema, ObjectStore store, Platform platform) {}

  /**
   * Opens the bucket for as long as the work takes.
   *
   * @param messages is told first which bucket it is
   */
  <R> R with(PrintWriter messages, Function<Opened, R> work) {
    if (endpoint != null || bucket != null) {
      String name = bucket == null ? DEFAULT_BUCKET : bucket;
      Schema named = ServedSchema.load(Optional.ofNullable(schema));
      try (FoundBucket found =
          FoundBucket.onS3(name, Optional.ofNullable(endpoint), System.getenv())) {
        return in(found, named, messages, work);
      }
    }
    if (data == null) {
      throw new IllegalStateException("picocli sets the data folder");
    }
    Path folder = data.folder();
    try (FoundBucket found = FoundBucket.of(folder)) {
      Optional<Path> last = StackOptions.asLastStarted(folder).schema();
      Schema served = ServedSchema.load(Optional.ofNullable(schema).or(() -> last));
      return in(found, served, messages, work);
    }
  }

  private static <R> R in(
      FoundBucket found, Schema served, PrintWriter messages, Function<Opened, R> work) {
    messages.println("Reading " + found);
    messages.flush();
    Platform platform = SystemPlatform.create();
    try (S3Client client = S3Clients.create(found.environment())) {
      ObjectStore store = new RetryingStore(new S3ObjectStore(client, found.name()), platform);
      return work.apply(new Opened(served, store, platform));
    }
  }
}
