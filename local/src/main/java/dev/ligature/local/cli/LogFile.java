package dev.ligature.local.cli;

import dev.ligature.local.StackException;
import dev.ligature.local.lambda.LogSink;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/** Appends what functions log to one file, each line with its time and function. */
final class LogFile implements LogSink, AutoCloseable {
  private final PrintWriter writer;
  private final Clock clock;

  /**
   * Opens it, and makes its folder if need be.
   *
   * @throws StackException if it cannot be written
   */
  LogFile(Path file, Clock clock) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      this.writer =
          new PrintWriter(
              Files.newBufferedWriter(
                  file,
                  StandardCharsets.UTF_8,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND));
    } catch (IOException unusable) {
      throw new StackException("%s cannot be written: %s".formatted(file, unusable), unusable);
    }
    this.clock = clock;
  }

  @Override
  public synchronized void line(String function, String line) {
    writer.println(clock.instant() + " " + function + " " + line);
    writer.flush();
  }

  @Override
  public synchronized void close() {
    writer.close();
  }
}
