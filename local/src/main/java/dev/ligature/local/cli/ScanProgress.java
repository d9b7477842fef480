package dev.ligature.local.cli;

import java.io.PrintWriter;

/** Tells now and then how far a scan is, whose end nobody knows before. Threads may share it. */
final class ScanProgress {
  private static final long SILENCE_NANOS = 2_000_000_000L;

  private final PrintWriter output;
  private long toldAt = System.nanoTime();
  private boolean told;

  ScanProgress(PrintWriter output) {
    this.output = output;
  }

  synchronized void read(String folder, long objects) {
    long now = System.nanoTime();
    if (now - toldAt > SILENCE_NANOS) {
      toldAt = now;
      told = true;
      output.println("%s: %,d objects read".formatted(folder, objects));
      output.flush();
    }
  }

  synchronized void end() {
    if (told) {
      output.println("read all");
      output.flush();
    }
  }
}
