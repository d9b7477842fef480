package dev.ligature.simulation;

import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.Variant;
import dev.ligature.store.Steps;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The command behind {@code ./ligature simulate}; {@code --help} tells its options. Ends with 1 if
 * a world broke a promise, after saying how to run it again.
 */
public final class SimulateMain {

  /** Held, so that its level is not forgotten. */
  private static final Logger LOG = Logger.getLogger("dev.ligature");

  private static final String USAGE =
      """
      Usage: ./ligature simulate [--from N] [--seeds N] [--trace] [--keep-on]
                                 [--turns TURNS] [--hostility KINDS]
        --from N           exactly the seeds from this one on; fresh ones if left out
        --seeds N          how many worlds; 20000 if left out
        --trace            show the whole trace of every seed
        --keep-on          go on after a world that fails; of each it tells one line
        --turns TURNS      with --from: the course of the seed, as a failing world tells it
        --hostility KINDS  all, none, or names with commas between: what platforms may do\
      """;

  private static final long SECOND = 1_000_000_000L;

  /** Fresh seeds begin with the minute at which they were drawn; that many fit into one. */
  private static final long SEEDS_OF_A_MINUTE = 1_000_000L;

  private SimulateMain() {}

  /**
   * What the command line asks for.
   *
   * @param help that alone
   * @param from the first seed; {@code null} for fresh ones
   */
  private record Order(
      boolean help,
      @Nullable Long from,
      long seeds,
      boolean trace,
      boolean keepOn,
      List<Variant.Turn> turns,
      Set<Hostility.Kind> allowed) {

    static Order parse(String[] arguments) {
      boolean help = false;
      Long from = null;
      long seeds = 20_000;
      boolean trace = false;
      boolean keepOn = false;
      List<Variant.Turn> turns = List.of();
      Set<Hostility.Kind> allowed = Hostility.USUAL;
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--help", "-h" -> help = true;
          case "--from" -> from = Long.parseLong(arguments[++i]);
          case "--seeds" -> seeds = Long.parseLong(arguments[++i]);
          case "--trace" -> trace = true;
          case "--keep-on" -> keepOn = true;
          case "--turns" -> turns = Variant.parseTurns(arguments[++i]);
          case "--hostility" -> allowed = kinds(arguments[++i]);
          default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
        }
      }
      if (!turns.isEmpty() && (from == null || seeds != 1)) {
        throw new IllegalArgumentException("--turns needs --from and --seeds 1");
      }
      return new Order(help, from, seeds, trace, keepOn, turns, allowed);
    }

    Simulation.Setup setup() {
      return new Simulation.Setup(Steps.all(), allowed);
    }
  }

  /** Runs the command. */
  public static void main(String[] arguments) {
    int lanes = Runtime.getRuntime().availableProcessors();
    setCarriers(lanes);
    LOG.setLevel(Level.OFF); // simulated trouble is no news
    Order order;
    try {
      order = Order.parse(arguments);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    if (order.help()) {
      System.out.println(USAGE);
      return;
    }
    System.exit(order.trace() || !order.turns().isEmpty() ? show(order) : prove(order, lanes));
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

  private static long first(Order order) {
    Long asked = order.from();
    if (asked != null) {
      return asked;
    }
    String minute =
        LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMddHHmm"));
    return Long.parseLong(minute) * SEEDS_OF_A_MINUTE;
  }

  private static int show(Order order) {
    int broken = 0;
    long from = first(order);
    for (long seed = from; seed < from + order.seeds(); seed++) {
      Simulation.Failure run = Simulation.replay(new Variant(seed, order.turns()), order.setup());
      System.out.println(run.report());
      broken |= run.violations().isEmpty() ? 0 : 1;
    }
    return broken;
  }

  private static int prove(Order order, int lanes) {
    long from = first(order);
    boolean searching = order.from() == null;
    if (searching) {
      System.out.printf(
          "Fresh seeds from %d on, and courses that turn off where one led to something new%n",
          from);
    }
    Courses courses =
        searching
            ? new Courses.Searching(from, order.seeds())
            : new Courses.InOrder(from, order.seeds());
    Simulation.Result result =
        Simulation.run(courses, order.seeds(), lanes, order.setup(), teller(order.keepOn()));
    System.out.println(result.progress().line());
    System.out.println(result.coverage().line());
    return result.progress().failures() == 0 ? 0 : 1;
  }

  private static Simulation.Listener teller(boolean keepOn) {
    long[] last = {System.nanoTime()};
    return (progress, failure) -> {
      if (failure != null) {
        System.out.println(keepOn ? failure.line() : failure.report());
        return keepOn;
      }
      if (System.nanoTime() - last[0] > SECOND) {
        last[0] = System.nanoTime();
        System.out.printf(
            Locale.ROOT,
            "%,d of %,d, %.0f a second%n",
            progress.seeds(),
            progress.total(),
            progress.rate());
      }
      return true;
    };
  }

  /**
   * As many carriers of virtual threads as there are lanes: a hand-over between simulated actors
   * then stays on its processor. Asked for before the first virtual thread, and only if nobody else
   * has.
   */
  private static void setCarriers(int lanes) {
    if (System.getProperty("jdk.virtualThreadScheduler.parallelism") == null) {
      System.setProperty("jdk.virtualThreadScheduler.parallelism", Integer.toString(lanes));
      System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", Integer.toString(lanes));
      System.setProperty("jdk.trackAllThreads", "false");
    }
  }
}
