package dev.ligature.simulation.world;

import dev.ligature.cascade.CascadeSettings;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.engine.NeverEnds;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SeededPolicy;
import dev.ligature.simulation.engine.Trace;
import dev.ligature.simulation.generate.DataGenerator;
import dev.ligature.simulation.generate.Row;
import dev.ligature.simulation.generate.SchemaGenerator;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Steps;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * One seed's whole system. The seed decides the schema, the data, what clients ask, who goes when
 * and what goes wrong; the code under it all is the real one.
 */
public final class World {

  private static final long LONGEST_STALL_MILLIS = 14 * 60_000L;
  private static final int MAX_STEPS = 60_000;

  private final SplittableRandom random;
  private final FaultPlan faults;
  private final Scheduler scheduler;
  private final Setting setting;
  private final Map<String, List<UUID>> known = new LinkedHashMap<>();
  private final List<Client.Known> everything = new ArrayList<>();

  /**
   * Sets the world of a seed up.
   *
   * @param seed decides everything
   * @param recording whether the trace keeps its lines
   * @param steps which protocol steps are taken
   */
  public World(long seed, boolean recording, Steps steps) {
    this.random = new SplittableRandom(seed);
    Schema schema = SchemaGenerator.next(random.split(), limits(random));
    this.faults = new FaultPlan(random.split(), LONGEST_STALL_MILLIS);
    this.scheduler =
        new Scheduler(new SeededPolicy(random.split(), faults), new Trace(recording), MAX_STEPS);
    int width = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(6);
    this.setting =
        new Setting(
            schema,
            scheduler,
            faults,
            random.split(),
            new Setting.Options(
                1 + random.nextInt(4),
                width,
                steps,
                cascade(random),
                sweep(random),
                1 + random.nextInt(20),
                random.nextInt(4) == 0 ? 2 + random.nextInt(3) : Setting.Options.PATIENT));
  }

  private static SchemaGenerator.Limits limits(SplittableRandom random) {
    SchemaGenerator.Limits all = SchemaGenerator.Limits.everything();
    return new SchemaGenerator.Limits(
        1 + random.nextInt(4), 1 + random.nextInt(2), all.rules(), true, true);
  }

  private static CascadeSettings cascade(SplittableRandom random) {
    Duration[] times = {Duration.ZERO, Duration.ofMillis(100), Duration.ofSeconds(5)};
    int[] sizes = {1, 2, 3, ObjectStore.MAX_BATCH};
    return new CascadeSettings(
        times[random.nextInt(times.length)],
        sizes[random.nextInt(sizes.length)],
        1 + random.nextInt(3),
        sizes[random.nextInt(sizes.length)],
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));
  }

  private static SweepSettings sweep(SplittableRandom random) {
    int[] sizes = {1, 3, ObjectStore.MAX_BATCH};
    return SweepSettings.defaults()
        .withScanRest(Duration.ZERO)
        .withPlanningPatience(Duration.ofMinutes(random.nextInt(2) == 0 ? 2 : 60))
        .withSlices(
            sizes[random.nextInt(sizes.length)],
            sizes[random.nextInt(sizes.length)],
            sizes[random.nextInt(sizes.length)]);
  }

  /** Runs it to the end and checks. */
  public List<String> run() {
    List<Row> rows = DataGenerator.next(random.split(), setting.schema(), 9);
    List<UUID> ids = setting.fill(rows);
    for (Row row : rows) {
      learn(new Client.Known(row.model(), ids.get(row.number())));
    }
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String name = "client-" + (i + 1);
      Client client = new Client(this, setting, random.split(), name);
      int wishes = 1 + random.nextInt(3);
      spawnClient(name, () -> client.run(wishes));
    }
    boolean sweeping = random.nextInt(3) == 0;
    // Where nothing goes wrong, no job may need what catches those that fall.
    boolean netless = faults.isCalm();
    if (netless) {
      setting.openWithoutNet();
    } else {
      setting.open();
      if (sweeping) {
        setting.spawnSweep();
        setting.spawnOperator();
      }
    }
    List<String> violations = new ArrayList<>();
    try {
      scheduler.run();
    } catch (NeverEnds e) {
      return List.of("P5: never ends: " + e.getMessage());
    }
    if (netless && !setting.unfinished().isEmpty()) {
      violations.add("P5: nothing went wrong, and yet these need a sweep: " + setting.unfinished());
    }
    violations.addAll(setting.judge());
    return violations;
  }

  // --- for clients ---

  void spawnClient(String name, Runnable body) {
    scheduler.spawn(name, Setting.LIFETIME_MILLIS, body);
  }

  void learn(Client.Known entity) {
    if (!everything.contains(entity)) {
      known.computeIfAbsent(entity.model().plural(), p -> new ArrayList<>()).add(entity.id());
      everything.add(entity);
    }
  }

  List<UUID> known(String plural) {
    return known.getOrDefault(plural, List.of());
  }

  Optional<Client.Known> pick(SplittableRandom dice) {
    if (everything.isEmpty()) {
      return Optional.empty();
    }
    int hot = Math.min(everything.size(), 4);
    int index = dice.nextInt(2) == 0 ? dice.nextInt(hot) : dice.nextInt(everything.size());
    return Optional.of(everything.get(index));
  }

  // --- for reports ---

  /** The trace. */
  public Trace trace() {
    return scheduler.trace();
  }

  /** How often a job stalled and was retried. */
  public int retries() {
    return setting.retries();
  }

  /** The schema, as JSON. */
  public String schemaJson() {
    return setting.schema().toString();
  }

  /** What the clients asked and were told, for a reader. */
  public List<String> requests() {
    return setting.requests().stream().map(Request::toString).toList();
  }
}
