package dev.ligature.local.cli;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows how far a long work is: one line drawn anew on a terminal, a line at every tenth elsewhere.
 * Threads may share it.
 */
final class ProgressBar {
  private static final int WIDTH = 40;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter output;
  private final boolean terminal;
  private final long total;
  private final long started = System.nanoTime();
  private long done;
  private long drawnAt;
  private long drawnTenth;

  ProgressBar(PrintWriter output, boolean terminal, long total) {
    this.output = output;
    this.terminal = terminal;
    this.total = total;
  }

  synchronized void add(int count) {
    done += count;
    long now = System.nanoTime();
    long tenth = total == 0 ? 10 : done * 10 / total;
    boolean due = terminal ? now - drawnAt > REDRAW_NANOS || done == total : tenth > drawnTenth;
    if (due) {
      drawnAt = now;
      drawnTenth = tenth;
      draw(now);
    }
  }

  private void draw(long now) {
    int filled = (int) (total == 0 ? WIDTH : done * WIDTH / total);
    String line =
        "[%s%s] %,d of %,d  %,.0f/s"
            .formatted("=".repeat(filled), " ".repeat(WIDTH - filled), done, total, perSecond(now));
    output.print(terminal ? "\r" + line : line + System.lineSeparator());
    output.flush();
  }

  /** Ends the line, and answers how long it took. */
  synchronized Duration end() {
    if (terminal) {
      output.println();
    }
    return Duration.ofNanos(System.nanoTime() - started);
  }

  private double perSecond(long now) {
    return done * 1e9 / Math.max(1, now - started);
  }
}
