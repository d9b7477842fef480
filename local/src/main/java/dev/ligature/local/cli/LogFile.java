package dev.ligature.local.cli;

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

  LogFile(Path file, Clock clock) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    this.writer =
        new PrintWriter(
            Files.newBufferedWriter(
                file,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND));
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
