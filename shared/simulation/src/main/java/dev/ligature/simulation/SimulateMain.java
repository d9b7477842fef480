package dev.ligature.simulation;

import dev.ligature.simulation.engine.Hostility;
import dev.ligature.store.Steps;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The command behind {@code ./ligature simulate}; {@code --help} tells its options. Ends with 1 if
 * a seed broke a promise, after saying how to run it again.
 */
public final class SimulateMain {

  /** Held, so that its level is not forgotten. */
  private static final Logger LOG = Logger.getLogger("dev.ligature");

  private static final String USAGE =
      """
      Usage: ./ligature simulate [--from N] [--seeds N] [--trace] [--keep-on] [--hostility KINDS]
        --from N           the first seed; 0 if left out
        --seeds N          how many seeds; 20000 if left out
        --trace            show the whole trace of every seed
        --keep-on          go on after a seed that fails; of each it tells one line
        --hostility KINDS  all, none, or names with commas between: what platforms may do\
      """;

  private static final long SECOND = 1_000_000_000L;

  private SimulateMain() {}

  /** What the command line asks for. */
  private record Order(
      long from, long seeds, boolean trace, boolean keepOn, Set<Hostility.Kind> allowed) {}

  /** Runs the command. */
  public static void main(String[] arguments) {
    preferOneCarrier();
    LOG.setLevel(Level.OFF); // simulated trouble is no news
    long from = 0;
    long seeds = 20_000;
    boolean trace = false;
    boolean keepOn = false;
    Set<Hostility.Kind> allowed = Hostility.USUAL;
    try {
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--from" -> from = Long.parseLong(arguments[++i]);
          case "--seeds" -> seeds = Long.parseLong(arguments[++i]);
          case "--trace" -> trace = true;
          case "--keep-on" -> keepOn = true;
          case "--hostility" -> allowed = kinds(arguments[++i]);
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
    System.exit(run(new Order(from, seeds, trace, keepOn, allowed)));
  }

  private static Set<Hostility.Kind> kinds(String names) {
    EnumSet<Hostility.Kind> kinds = EnumSet.noneOf(Hostility.Kind.class);
    for (String name : names.split(",")) {
      switch (name.toUpperCase(Locale.ROOT)) {
        case "NONE" -> {}
        case "ALL" -> kinds.addAll(EnumSet.allOf(Hostility.Kind.class));
        case String kind -> kinds.add(Hostility.Kind.valueOf(kind));
      }
    }
    return kinds;
  }

  /**
   * Runs seeds and tells of it on standard output.
   *
   * @param trace whether every seed's trace is shown, and not only that of a failing one
   * @return 0 if every promise held, 1 at the first seed under which one did not
   */
  public static int run(long from, long seeds, boolean trace) {
    return run(new Order(from, seeds, trace, false, Hostility.USUAL));
  }

  private static int run(Order order) {
    return order.trace() ? show(order) : prove(order);
  }

  private static int show(Order order) {
    int broken = 0;
    for (long seed = order.from(); seed < order.from() + order.seeds(); seed++) {
      Simulation.Failure run = Simulation.replay(seed, Steps.all(), order.allowed());
      System.out.println(run.report());
      broken |= run.violations().isEmpty() ? 0 : 1;
    }
    return broken;
  }

  private static int prove(Order order) {
    long[] last = {System.nanoTime()};
    Simulation.Progress end =
        Simulation.run(
            order.from(),
            order.seeds(),
            Steps.all(),
            order.allowed(),
            (progress, failure) -> {
              if (failure != null) {
                System.out.println(order.keepOn() ? failure.line() : failure.report());
                return order.keepOn();
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
    return end.failures() == 0 ? 0 : 1;
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
