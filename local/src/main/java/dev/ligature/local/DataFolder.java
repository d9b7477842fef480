package dev.ligature.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A data folder that one stack or command holds; the system lets go of it when the process ends,
 * even hard.
 */
final class DataFolder implements AutoCloseable {
  private final Path folder;
  private final FileChannel channel;

  private DataFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Makes the folder if need be, and takes it; removes what a stack that was killed told of itself.
   *
   * @throws StackException if another stack or command holds it, or it cannot be written
   */
  static DataFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new StackException(
            "The data folder %s is used by another stack or command%s; stop that one, or choose another with --data."
                .formatted(folder, at(folder)));
      }
      Files.deleteIfExists(Endpoints.file(folder));
      return new DataFolder(folder, channel);
    } catch (IOException unusable) {
      throw new StackException(
          "The data folder %s cannot be used: %s".formatted(folder, unusable), unusable);
    }
  }

  /** Whether a stack or a command holds this folder now. */
  static boolean isHeld(Path folder) {
    Path file = folder.resolve("lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return lock(channel) == null;
    } catch (IOException unusable) {
      throw new StackException(
          "The data folder %s cannot be used: %s".formatted(folder, unusable), unusable);
    }
  }

  /**
   * Makes sure that a bucket is in the folder: what works on data must not begin with none.
   *
   * @throws StackException if there is none
   */
  static void requireBucket(Path folder) {
    String missing =
        !Files.isDirectory(folder)
            ? "There is no data folder %s"
            : Files.exists(bucketFile(folder)) ? null : "There is no bucket in %s";
    if (missing != null) {
      throw new StackException(
          (missing + "; name the data folder with --data, or make one with ./ligature up.")
              .formatted(folder));
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  private static String at(Path folder) {
    return Endpoints.read(folder).map(endpoints -> " at " + endpoints.api()).orElse("");
  }

  Path bucketFile() {
    return bucketFile(folder);
  }

  private static Path bucketFile(Path folder) {
    return folder.resolve("bucket.mv");
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(Endpoints.file(folder));
    channel.close();
  }
}
