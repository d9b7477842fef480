package dev.ligature.local.lambda;

/** Takes what functions log. Called from many threads. */
@FunctionalInterface
public interface LogSink {
  /**
   * Takes one line.
   *
   * @param function the logical id of the function
   * @param line without its line break
   */
  void line(String function, String line);

  /** Drops everything. */
  static LogSink none() {
    return (function, line) -> {};
  }
}
