package dev.ligature.local;

import dev.ligature.s3server.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * The bucket of a data folder on which no stack runs, served for as long as this is open: to look
 * into it without anything else at work.
 */
public final class LocalBucket implements AutoCloseable {
  private final DataFolder folder;
  private final S3Server server;

  private LocalBucket(DataFolder folder, S3Server server) {
    this.folder = folder;
    this.server = server;
  }

  /**
   * Takes the folder and serves its bucket on a free port; makes it, if it is new.
   *
   * @throws StackException if a stack holds the folder
   */
  public static LocalBucket open(Path data, String bucket) {
    DataFolder folder = DataFolder.open(data);
    try {
      S3Server server = S3Server.builder().dataFile(folder.bucketFile()).start();
      server.createBucket(bucket);
      return new LocalBucket(folder, server);
    } catch (IOException | RuntimeException failed) {
      try {
        folder.close();
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw new StackException(
          "The bucket in %s cannot be served: %s".formatted(data, failed), failed);
    }
  }

  /** Where it is served. */
  public URI endpoint() {
    return server.endpoint();
  }

  @Override
  public void close() {
    server.close();
    try {
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder was not closed", e);
    }
  }
}
