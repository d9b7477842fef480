package dev.ligature.simulation;

import dev.ligature.simulation.engine.Coverage;
import dev.ligature.simulation.engine.Fault;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.world.World;
import dev.ligature.store.Steps;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs seeds. Each is a whole system with its own schema, data, clients and faults, run on the real
 * core code and checked at the end; the same seed is always the same run.
 */
public final class Simulation {

  /**
   * One seed's run in full, as a rule because a promise broke under it.
   *
   * @param seed the seed
   * @param allowed the kinds of hostility that the world might have
   * @param hostility the kinds that it has
   * @param violations what broke
   * @param schema the schema of that world, as JSON
   * @param requests what the clients asked and were told
   * @param trace every operation, line by line
   */
  public record Failure(
      long seed,
      Set<Hostility.Kind> allowed,
      List<Hostility.Kind> hostility,
      List<String> violations,
      String schema,
      List<String> requests,
      List<String> trace) {

    /** The one command that runs this seed again. */
    public String command() {
      String usual = "./ligature simulate --from " + seed + " --seeds 1 --trace";
      return allowed.equals(Hostility.USUAL) ? usual : usual + " --hostility " + names(allowed);
    }

    private static String names(Collection<Hostility.Kind> kinds) {
      return kinds.isEmpty()
          ? "none"
          : kinds.stream().sorted().map(Enum::name).collect(Collectors.joining(","));
    }

    /** The seed, its hostility and what broke, on one line. */
    public String line() {
      return "seed " + seed + " [" + names(hostility) + "]: " + String.join(" | ", violations);
    }

    /** All of it, for a person. */
    public String report() {
      StringBuilder text = new StringBuilder();
      text.append("seed ").append(seed);
      text.append(violations.isEmpty() ? ": every promise holds" : " breaks a promise");
      text.append("; again: ").append(command());
      violations.forEach(v -> text.append("\n  ").append(v));
      text.append("\nhostility: ").append(names(hostility));
      text.append("\nschema: ").append(schema);
      text.append("\nrequests:");
      requests.forEach(r -> text.append("\n  ").append(r));
      text.append("\ntrace:");
      trace.forEach(line -> text.append("\n").append(line));
      return text.toString();
    }
  }

  /**
   * How far it is.
   *
   * @param next the seed that comes next
   * @param total how many were asked for
   * @param seeds seeds done
   * @param operations store and queue operations in them
   * @param faults how often each fault was injected
   * @param coverage what they came across
   * @param nanos time spent
   * @param failures seeds that broke a promise so far
   */
  public record Progress(
      long next,
      long total,
      long seeds,
      long operations,
      Map<Fault, Long> faults,
      Coverage coverage,
      long nanos,
      long failures) {

    /** Seeds a second. */
    public double rate() {
      return nanos == 0 ? 0 : seeds * 1e9 / nanos;
    }

    /** One line for a person. */
    public String line() {
      StringBuilder kinds = new StringBuilder();
      faults.forEach(
          (fault, count) ->
              kinds
                  .append(", ")
                  .append(fault.name().toLowerCase(Locale.ROOT))
                  .append(' ')
                  .append(count));
      return String.format(
          "%,d seeds, %.0f a second, %,d operations, %d failing%s%n%s",
          seeds, rate(), operations, failures, kinds, coverage.line());
    }
  }

  /** Told of progress; may stop the run. */
  public interface Listener {
    /** Called after every seed; returns whether to go on. */
    boolean seedDone(Progress progress, @Nullable Failure failure);
  }

  private Simulation() {}

  /**
   * Runs {@code count} seeds from {@code from} on the calling thread.
   *
   * @return the final count
   */
  public static Progress run(long from, long count, Listener listener) {
    return run(from, count, Steps.all(), Hostility.USUAL, listener);
  }

  /**
   * As {@link #run(long, long, Listener)}, with a step of the protocols removed, or with other
   * kinds of hostility.
   */
  static Progress run(
      long from, long count, Steps steps, Set<Hostility.Kind> allowed, Listener listener) {
    EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
    Coverage coverage = new Coverage();
    long operations = 0;
    long failures = 0;
    long begun = System.nanoTime();
    Progress progress = new Progress(from, count, 0, 0, faults, coverage, 0, 0);
    for (long seed = from; seed < from + count; seed++) {
      World world = new World(seed, false, steps, allowed);
      world.collect(coverage);
      List<String> violations = judged(world);
      operations += world.trace().operations();
      world.trace().faults().forEach((fault, n) -> faults.merge(fault, (long) n, Long::sum));
      Failure failure = null;
      if (!violations.isEmpty()) {
        failures++;
        failure = replay(seed, steps, allowed);
      }
      progress =
          new Progress(
              seed + 1,
              count,
              seed - from + 1,
              operations,
              faults,
              coverage,
              System.nanoTime() - begun,
              failures);
      if (!listener.seedDone(progress, failure)) {
        break;
      }
    }
    return progress;
  }

  /** What breaks in a world. One whose run ends with an exception breaks, too. */
  private static List<String> judged(World world) {
    try {
      return world.run();
    } catch (RuntimeException e) {
      StackTraceElement[] frames = e.getStackTrace();
      return List.of("the run failed: " + e + (frames.length == 0 ? "" : " at " + frames[0]));
    }
  }

  /** Runs one seed again with its trace. */
  public static Failure replay(long seed) {
    return replay(seed, Steps.all(), Hostility.USUAL);
  }

  static Failure replay(long seed, Steps steps, Set<Hostility.Kind> allowed) {
    World world = new World(seed, true, steps, allowed);
    List<String> violations = judged(world);
    return new Failure(
        seed,
        allowed,
        world.hostility(),
        List.copyOf(violations),
        world.schemaJson(),
        world.requests(),
        world.trace().lines());
  }
}
