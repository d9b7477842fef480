package dev.ligature.simulation;

import dev.ligature.simulation.engine.Coverage;
import dev.ligature.simulation.engine.Fault;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.Variant;
import dev.ligature.simulation.world.World;
import dev.ligature.store.Steps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs worlds. Each is a whole system with its own schema, data, clients and faults, run on the
 * real core code and checked at the end; the same seed (with the same turns) is always the same
 * run.
 */
public final class Simulation {

  /**
   * One world's run in full, as a rule because a promise broke in it.
   *
   * @param variant the world and its course
   * @param allowed the kinds of hostility that the world might have
   * @param hostility the kinds that it has
   * @param violations what broke
   * @param schema the schema of that world, as JSON
   * @param requests what the clients asked and were told
   * @param trace every operation, line by line
   */
  public record Failure(
      Variant variant,
      Set<Hostility.Kind> allowed,
      List<Hostility.Kind> hostility,
      List<String> violations,
      String schema,
      List<String> requests,
      List<String> trace) {

    /** The one command that runs this world again. */
    public String command() {
      StringBuilder text = new StringBuilder("./ligature simulate");
      text.append(" --from ").append(variant.seed()).append(" --seeds 1 --trace");
      if (!variant.turns().isEmpty()) {
        text.append(" --turns ").append(variant.turnsText());
      }
      if (!allowed.equals(Hostility.USUAL)) {
        text.append(" --hostility ").append(names(allowed));
      }
      return text.toString();
    }

    private static String names(Collection<Hostility.Kind> kinds) {
      return kinds.isEmpty()
          ? "none"
          : kinds.stream().sorted().map(Enum::name).collect(Collectors.joining(","));
    }

    /** The world, its hostility and what broke, on one line. */
    public String line() {
      return variant + " [" + names(hostility) + "]: " + String.join(" | ", violations);
    }

    /** All of it, for a person. */
    public String report() {
      StringBuilder text = new StringBuilder();
      text.append(variant);
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
   * @param total how many worlds were asked for
   * @param seeds worlds done
   * @param operations store and queue operations in them
   * @param faults how often each fault was injected
   * @param nanos time spent
   * @param failures worlds in which a promise broke so far
   */
  public record Progress(
      long total, long seeds, long operations, Map<Fault, Long> faults, long nanos, long failures) {

    /** Worlds a second. */
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
          Locale.ROOT,
          "%,d seeds, %.0f a second, %,d operations, %d failing%s",
          seeds,
          rate(),
          operations,
          failures,
          kinds);
    }
  }

  /**
   * What came of it.
   *
   * @param progress how far it came
   * @param coverage what the worlds came across
   */
  public record Result(Progress progress, Coverage coverage) {}

  /** Told of progress; may stop the run. Called by one thread at a time. */
  public interface Listener {
    /** Called after every world; returns whether to go on. */
    boolean seedDone(Progress progress, @Nullable Failure failure);
  }

  /**
   * What worlds are like, besides their seeds.
   *
   * @param steps which steps of the protocols are taken
   * @param allowed in which ways platforms may be hostile
   */
  public record Setup(Steps steps, Set<Hostility.Kind> allowed) {

    public Setup {
      allowed = Set.copyOf(allowed);
    }

    /** Every step, and the kinds of hostility that are usual. */
    public static Setup usual() {
      return new Setup(Steps.all(), Hostility.USUAL);
    }
  }

  private Simulation() {}

  /** Runs {@code count} seeds from {@code from}, on this many threads. */
  public static Result run(long from, long count, int lanes, Setup setup, Listener listener) {
    return run(new Courses.InOrder(from, count), count, lanes, setup, listener);
  }

  /**
   * Runs worlds until there are no more courses.
   *
   * @param lanes threads side by side; each takes the next course when it is done with one
   */
  static Result run(Courses courses, long total, int lanes, Setup setup, Listener listener) {
    Tally tally = new Tally(total, listener);
    List<Lane> beside = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i < lanes; i++) {
      Lane lane = new Lane(courses, setup, tally);
      beside.add(lane);
      threads.add(Thread.ofPlatform().name("simulation-" + i).start(lane));
    }
    Lane own = new Lane(courses, setup, tally);
    own.run();
    beside.add(own);
    threads.forEach(Simulation::join);
    Coverage coverage = new Coverage();
    beside.forEach(lane -> coverage.add(lane.coverage));
    return new Result(tally.end(), coverage);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while worlds run", e);
    }
  }

  /** Runs one world again with its trace. */
  public static Failure replay(Variant variant, Setup setup) {
    World world = new World(variant, true, setup.steps(), setup.allowed());
    List<String> violations = judged(world);
    return new Failure(
        variant,
        setup.allowed(),
        world.hostility(),
        List.copyOf(violations),
        world.schemaJson(),
        world.requests(),
        world.trace().lines());
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

  /** One thread that runs one world after the other. */
  private static final class Lane implements Runnable {
    private final Courses courses;
    private final Setup setup;
    private final Tally tally;
    private final Coverage coverage = new Coverage();

    Lane(Courses courses, Setup setup, Tally tally) {
      this.courses = courses;
      this.setup = setup;
      this.tally = tally;
    }

    @Override
    public void run() {
      Variant variant = tally.goesOn() ? courses.next() : null;
      while (variant != null) {
        World world = new World(variant, false, setup.steps(), setup.allowed());
        world.collect(coverage);
        List<String> violations = judged(world);
        courses.done(variant, world.decisions(), coverage.newPairs());
        tally.add(world, violations.isEmpty() ? null : replay(variant, setup));
        variant = tally.goesOn() ? courses.next() : null;
      }
    }
  }

  /** Adds up over all lanes. */
  private static final class Tally {
    private final long total;
    private final Listener listener;
    private final EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final long begun = System.nanoTime();
    private long seeds;
    private long operations;
    private long failures;
    private boolean stopped;

    Tally(long total, Listener listener) {
      this.total = total;
      this.listener = listener;
    }

    synchronized boolean goesOn() {
      return !stopped;
    }

    synchronized void add(World world, @Nullable Failure failure) {
      seeds++;
      operations += world.trace().operations();
      world.trace().faults().forEach((fault, n) -> faults.merge(fault, (long) n, Long::sum));
      failures += failure == null ? 0 : 1;
      if (!stopped && !listener.seedDone(end(), failure)) {
        stopped = true;
      }
    }

    synchronized Progress end() {
      return new Progress(
          total, seeds, operations, new EnumMap<>(faults), System.nanoTime() - begun, failures);
    }
  }
}
