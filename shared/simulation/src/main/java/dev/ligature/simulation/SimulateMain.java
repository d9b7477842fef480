package dev.ligature.simulation;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The command behind {@code ./ligature simulate}: {@code [--from N] [--seeds N] [--trace]}. Ends
 * with 1 if a seed broke a promise, after saying how to run it again.
 */
public final class SimulateMain {

  /** Held, so that its level is not forgotten. */
  private static final Logger LOG = Logger.getLogger("dev.ligature");

  private static final String USAGE =
      """
      Usage: ./ligature simulate [--from N] [--seeds N] [--trace]
        --from N   the first seed; 0 if left out
        --seeds N  how many seeds; 20000 if left out
        --trace    show the whole trace of every seed\
      """;

  private static final long SECOND = 1_000_000_000L;

  private SimulateMain() {}

  /** Runs the command. */
  public static void main(String[] arguments) {
    preferOneCarrier();
    LOG.setLevel(Level.OFF); // simulated trouble is no news
    long from = 0;
    long seeds = 20_000;
    boolean trace = false;
    try {
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--from" -> from = Long.parseLong(arguments[++i]);
          case "--seeds" -> seeds = Long.parseLong(arguments[++i]);
          case "--trace" -> trace = true;
          case "--help", "-h" -> {
            System.out.println(USAGE);
            return;
          }
          default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(2);
    }
    System.exit(run(from, seeds, trace));
  }

  /**
   * Runs seeds and tells of it on standard output.
   *
   * @param trace whether every seed's trace is shown, and not only that of a failing one
   * @return 0 if every promise held, 1 at the first seed under which one did not
   */
  public static int run(long from, long seeds, boolean trace) {
    if (trace) {
      int broken = 0;
      for (long seed = from; seed < from + seeds; seed++) {
        Simulation.Failure run = Simulation.replay(seed);
        System.out.println(run.report());
        broken |= run.violations().isEmpty() ? 0 : 1;
      }
      return broken;
    }
    long[] last = {System.nanoTime()};
    boolean[] failed = {false};
    Simulation.Progress end =
        Simulation.run(
            from,
            seeds,
            (progress, failure) -> {
              if (failure != null) {
                failed[0] = true;
                System.out.println(failure.report());
                return false;
              }
              if (System.nanoTime() - last[0] > SECOND) {
                last[0] = System.nanoTime();
                System.out.printf(
                    Locale.ROOT,
                    "seed %d: %,d of %,d, %.0f a second%n",
                    progress.next() - 1,
                    progress.seeds(),
                    progress.total(),
                    progress.rate());
              }
              return true;
            });
    System.out.println(end.line());
    return failed[0] ? 1 : 0;
  }

  /**
   * One carrier makes hand-overs between simulated actors fast; asked for before the first virtual
   * thread, and only if nobody else has.
   */
  private static void preferOneCarrier() {
    if (System.getProperty("jdk.virtualThreadScheduler.parallelism") == null) {
      System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
      System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
      System.setProperty("jdk.trackAllThreads", "false");
    }
  }
}
