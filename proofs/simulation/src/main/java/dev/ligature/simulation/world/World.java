package dev.ligature.simulation.world;

import dev.ligature.cascade.CascadeSettings;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.Coverage;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.NeverEnds;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SeededPolicy;
import dev.ligature.simulation.engine.Trace;
import dev.ligature.simulation.engine.Variant;
import dev.ligature.simulation.generate.DataGenerator;
import dev.ligature.simulation.generate.Row;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Steps;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * One seed's whole system. The seed decides the schema, the data, what clients ask, who goes when
 * and what goes wrong; the code under it all is the real one.
 */
public final class World {

  private static final long LONGEST_STALL_MILLIS = 14 * 60_000L;
  private static final int MAX_STEPS = 150_000;

  /** Of so many worlds one has an audit, a report and so on, each by its own chance. */
  private static final int UPKEEP_ONE_IN = 6;

  /** What passes between two busy times: keys are repeated after it, and records expire. */
  private static final Duration[] LULLS = {
    Duration.ofMinutes(20),
    Duration.ofHours(3),
    Duration.ofHours(23),
    Duration.ofHours(49),
    Duration.ofDays(31)
  };

  private final SplittableRandom random;
  private final Hostility hostility;
  private final FaultPlan faults;
  private final Scheduler scheduler;
  private final SimulatedSystem system;
  private final Theme theme;
  private final SharedKnowledge knowledge;

  /**
   * Sets the world of a seed up.
   *
   * @param seed decides everything
   * @param recording whether the trace keeps its lines
   * @param steps which protocol steps are taken
   */
  public World(long seed, boolean recording, Steps steps) {
    this(Variant.of(seed), recording, steps, Hostility.USUAL);
  }

  /**
   * Sets the world of a seed up.
   *
   * @param variant decides everything
   * @param allowed in which ways its platform may be hostile
   */
  public World(Variant variant, boolean recording, Steps steps, Set<Hostility.Kind> allowed) {
    this(variant, recording, steps, allowed, UnaryOperator.identity());
  }

  /**
   * The same with other limits of the sweeper.
   *
   * @param sweeping makes them from those that the seed draws
   */
  public World(
      Variant variant,
      boolean recording,
      Steps steps,
      Set<Hostility.Kind> allowed,
      UnaryOperator<SweepSettings> sweeping) {
    this.random = new SplittableRandom(variant.seed());
    this.hostility = Hostility.next(random.split(), allowed);
    boolean focused = random.nextInt(2) == 0;
    this.theme = Theme.next(random);
    Schema schema = theme.schema(random.split());
    boolean deploys = theme.deploys(random);
    this.faults = new FaultPlan(random.split(), LONGEST_STALL_MILLIS, hostility);
    this.scheduler =
        new Scheduler(
            new SeededPolicy(random.split(), faults, variant.turns()),
            new Trace(recording),
            MAX_STEPS);
    int width = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(6);
    this.system =
        new SimulatedSystem(
            schema,
            deploys ? theme.earlier(schema, random.split()).orElse(null) : null,
            scheduler,
            faults,
            random.split(),
            new SystemOptions(
                1 + random.nextInt(4),
                width,
                steps,
                cascade(random, theme.meetingDelay(random, faults.isCalm())),
                sweeping.apply(sweep(random)),
                1 + random.nextInt(20),
                random.nextInt(4) == 0 ? 2 + random.nextInt(3) : SystemOptions.PATIENT,
                hostility));
    this.knowledge = new SharedKnowledge(system, focused);
  }

  private static CascadeSettings cascade(SplittableRandom random, Duration meetingDelay) {
    Duration[] times = {Duration.ZERO, Duration.ofMillis(100), Duration.ofSeconds(5)};
    int[] sizes = {1, 2, 3, ObjectStore.MAX_BATCH};
    return new CascadeSettings(
        times[random.nextInt(times.length)],
        sizes[random.nextInt(sizes.length)],
        1 + random.nextInt(3),
        sizes[random.nextInt(sizes.length)],
        Duration.ofSeconds(60),
        meetingDelay);
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

  /** Lets what this world comes across be collected, as that of the next of many. */
  public void collect(Coverage coverage) {
    coverage.begin();
    scheduler.coverage(coverage);
  }

  /** Who read and wrote which folders of the bucket. */
  Set<Meter.Access> accesses() {
    return system.meter().accesses();
  }

  /** Runs it to the end and checks. */
  public List<String> run() {
    List<Row> rows =
        DataGenerator.next(random.split(), system.earlierApi().schema(), theme.mostRows());
    List<UUID> ids = system.fill(rows);
    List<Row> inAnyOrder = new ArrayList<>(rows);
    Collections.shuffle(inAnyOrder, Random.from(random.split()));
    for (Row row : inAnyOrder) {
      knowledge.learn(row.model(), ids.get(row.number()));
    }
    // Where nothing goes wrong, no job may need what catches those that fall.
    boolean netless = faults.isCalm();
    if (netless) {
      system.openWithoutNet();
    } else {
      system.open();
    }
    List<String> violations = new ArrayList<>();
    try {
      int phases = random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1;
      for (int phase = 1; phase <= phases; phase++) {
        spawnActors(phase, netless);
        scheduler.run();
        scheduler.advance(LULLS[random.nextInt(LULLS.length)].toMillis());
      }
    } catch (NeverEnds e) {
      return List.of("P5: never ends: " + e.getMessage());
    }
    if (netless && !system.unfinished().isEmpty()) {
      violations.add("P5: nothing went wrong, and yet these need a sweep: " + system.unfinished());
    }
    violations.addAll(system.judge());
    return violations;
  }

  private void spawnActors(int phase, boolean netless) {
    theme.spawn(knowledge, system, random, phase);
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String name = "client-" + phase + (i + 1);
      Client client =
          new Client(
              knowledge,
              system,
              random.nextBoolean() ? system.api() : system.earlierApi(),
              random.split(),
              name);
      int wishes = 1 + random.nextInt(3);
      system.spawnClient(name, () -> client.run(wishes));
    }
    if (!netless) {
      if (random.nextInt(phase == 1 ? 3 : 2) == 0) {
        system.spawnSweep();
        system.spawnOperator();
      }
      spawnUpkeep("recovery", system.upkeep()::recover);
    }
    spawnUpkeep("audit", system.upkeep()::audit);
    spawnUpkeep("report", system.upkeep()::reportSweep);
    spawnUpkeep("reindex", system.upkeep()::reindex);
  }

  private void spawnUpkeep(String name, Runnable body) {
    if (random.nextInt(UPKEEP_ONE_IN) == 0) {
      scheduler.spawn(name, SimulatedSystem.LIFETIME_MILLIS, body);
    }
  }

  // --- for reports ---

  /** In which ways the platform is hostile. */
  public List<Hostility.Kind> hostility() {
    return hostility.kinds();
  }

  /** The trace. */
  public Trace trace() {
    return scheduler.trace();
  }

  /** How many decisions its course took. */
  public int decisions() {
    return scheduler.steps();
  }

  /** How often a job stalled and was retried. */
  public int retries() {
    return system.retries();
  }

  /** The schema, as JSON. */
  public String schemaJson() {
    return system.schema().toString();
  }

  /** What the clients asked and were told. */
  List<Request> asked() {
    return system.requests();
  }

  /** The same for a reader. */
  public List<String> requests() {
    return system.requests().stream().map(Request::toString).toList();
  }
}
