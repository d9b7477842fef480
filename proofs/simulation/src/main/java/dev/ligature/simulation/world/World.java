package dev.ligature.simulation.world;

import dev.ligature.cascade.CascadeSettings;
import dev.ligature.schema.OnDelete;
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
import dev.ligature.simulation.generate.EarlierSchema;
import dev.ligature.simulation.generate.Row;
import dev.ligature.simulation.generate.SchemaGenerator;
import dev.ligature.simulation.world.Truth.Life;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Steps;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Of so many worlds one has two versions of the program, with schemas that differ. */
  private static final int DEPLOYED_ONE_IN = 5;

  /** Of so many worlds one has an audit, a report and so on, each by its own chance. */
  private static final int UPKEEP_ONE_IN = 6;

  /** What there is more of than chance alone would bring about. */
  private enum Theme {
    /** Nothing. */
    MIXED,
    /** Deletes of one graph; see {@link Rivals}. */
    RIVALS,
    /** Moves in and out of unique places; see {@link Movers}. */
    MOVERS,
    /** Deletes of one version; see {@link Conditions}. */
    CONDITIONS;

    static Theme next(SplittableRandom random) {
      return switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> RIVALS;
        case 5, 6 -> MOVERS;
        case 7, 8 -> CONDITIONS;
        default -> MIXED;
      };
    }
  }

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
  private final Setting setting;
  private final boolean focused;
  private final Theme theme;
  private final Map<String, List<UUID>> known = new LinkedHashMap<>();
  private final List<Client.Known> everything = new ArrayList<>();
  private final List<Client.Repeatable> repeatables = new ArrayList<>();
  private final List<UUID> jobs = new ArrayList<>();

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
    this.focused = random.nextInt(2) == 0;
    this.theme = Theme.next(random);
    Schema schema = schema(random.split());
    boolean deployed = theme != Theme.RIVALS && random.nextInt(DEPLOYED_ONE_IN) == 0;
    this.faults = new FaultPlan(random.split(), LONGEST_STALL_MILLIS, hostility);
    this.scheduler =
        new Scheduler(
            new SeededPolicy(random.split(), faults, variant.turns()),
            new Trace(recording),
            MAX_STEPS);
    int width = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(6);
    this.setting =
        new Setting(
            schema,
            deployed ? EarlierSchema.of(schema, random.split()).orElse(null) : null,
            scheduler,
            faults,
            random.split(),
            new Setting.Options(
                1 + random.nextInt(4),
                width,
                steps,
                cascade(random, meetingDelay()),
                sweeping.apply(sweep(random)),
                1 + random.nextInt(20),
                random.nextInt(4) == 0 ? 2 + random.nextInt(3) : Setting.Options.PATIENT,
                hostility));
  }

  private static SchemaGenerator.Limits limits(SplittableRandom random) {
    return new SchemaGenerator.Limits(
        1 + random.nextInt(4), 1 + random.nextInt(2), rules(random), true, true, true);
  }

  /**
   * All rules, or only a few: what two of them do to each other shows where there are no others.
   */
  private static List<OnDelete> rules(SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      return SchemaGenerator.Limits.everything().rules();
    }
    List<OnDelete> few = new ArrayList<>(List.of(OnDelete.CASCADE));
    OnDelete[] all = OnDelete.values();
    for (int i = 0; i < 2; i++) {
      few.add(all[random.nextInt(all.length)]);
    }
    return few;
  }

  private Schema schema(SplittableRandom own) {
    return switch (theme) {
      case MIXED -> SchemaGenerator.next(own, limits(own));
      case RIVALS -> SchemaGenerator.next(own, Rivals.limits(own));
      case MOVERS -> Movers.schema(own);
      case CONDITIONS -> Conditions.schema(own);
    };
  }

  private Duration meetingDelay() {
    if (theme != Theme.RIVALS) {
      return Duration.ofSeconds(5);
    }
    return Rivals.meetingDelay(random, faults.isCalm());
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
    return setting.meter().accesses();
  }

  /** Runs it to the end and checks. */
  public List<String> run() {
    List<Row> rows =
        DataGenerator.next(
            random.split(),
            setting.earlierApi().schema(),
            theme == Theme.RIVALS ? Rivals.rows() : 9);
    List<UUID> ids = setting.fill(rows);
    List<Row> inAnyOrder = new ArrayList<>(rows);
    Collections.shuffle(inAnyOrder, Random.from(random.split()));
    for (Row row : inAnyOrder) {
      learn(new Client.Known(row.model(), ids.get(row.number())));
    }
    // Where nothing goes wrong, no job may need what catches those that fall.
    boolean netless = faults.isCalm();
    if (netless) {
      setting.openWithoutNet();
    } else {
      setting.open();
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
    if (netless && !setting.unfinished().isEmpty()) {
      violations.add("P5: nothing went wrong, and yet these need a sweep: " + setting.unfinished());
    }
    violations.addAll(setting.judge());
    return violations;
  }

  private void spawnActors(int phase, boolean netless) {
    switch (theme) {
      case MIXED -> {}
      case RIVALS -> new Rivals(this, setting, random.split()).spawn();
      case MOVERS -> Movers.spawn(this, setting, random.split(), phase);
      case CONDITIONS -> Conditions.spawn(this, setting, random.split(), phase);
    }
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String name = "client-" + phase + (i + 1);
      Client client =
          new Client(
              this,
              random.nextBoolean() ? setting.api() : setting.earlierApi(),
              random.split(),
              name);
      int wishes = 1 + random.nextInt(3);
      spawnClient(name, () -> client.run(wishes));
    }
    if (!netless) {
      if (random.nextInt(phase == 1 ? 3 : 2) == 0) {
        setting.spawnSweep();
        setting.spawnOperator();
      }
      spawnUpkeep("recovery", setting.upkeep()::recover);
    }
    spawnUpkeep("audit", setting.upkeep()::audit);
    spawnUpkeep("report", setting.upkeep()::reportSweep);
    spawnUpkeep("reindex", setting.upkeep()::reindex);
  }

  private void spawnUpkeep(String name, Runnable body) {
    if (random.nextInt(UPKEEP_ONE_IN) == 0) {
      scheduler.spawn(name, Setting.LIFETIME_MILLIS, body);
    }
  }

  // --- for clients ---

  Schema schema() {
    return setting.schema();
  }

  void spawnClient(String name, Runnable body) {
    scheduler.spawn(name, setting.clientLifetime(), body);
  }

  void remember(Client.Repeatable create) {
    repeatables.add(create);
  }

  Optional<Client.Repeatable> anyRepeatable(SplittableRandom dice) {
    return any(repeatables, dice);
  }

  void learnJob(UUID jobId) {
    jobs.add(jobId);
  }

  Optional<UUID> anyJob(SplittableRandom dice) {
    return any(jobs, dice);
  }

  private static <T> Optional<T> any(List<T> list, SplittableRandom dice) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(dice.nextInt(list.size())));
  }

  void learn(Client.Known learned) {
    Client.Known entity =
        new Client.Known(schema().plural(learned.model().plural()).orElseThrow(), learned.id());
    if (!everything.contains(entity)) {
      known.computeIfAbsent(entity.model().plural(), p -> new ArrayList<>()).add(entity.id());
      everything.add(entity);
    }
  }

  List<UUID> known(String plural) {
    return known.getOrDefault(plural, List.of());
  }

  /** What a client is to work on: mostly what others work on, too. */
  Optional<Client.Known> pick(SplittableRandom dice) {
    if (everything.isEmpty()) {
      return Optional.empty();
    }
    if (focused && dice.nextInt(4) != 0) {
      List<Client.Known> family = family(everything.getFirst());
      return Optional.of(family.get(dice.nextInt(family.size())));
    }
    int hot = Math.min(everything.size(), 4);
    int index = dice.nextInt(2) == 0 ? dice.nextInt(hot) : dice.nextInt(everything.size());
    return Optional.of(everything.get(index));
  }

  /**
   * An entity, what it refers to and what refers to it: what happens to one concerns the others.
   */
  private List<Client.Known> family(Client.Known one) {
    List<Client.Known> family = new ArrayList<>(List.of(one));
    Life self = setting.truth().life(one.id());
    for (Life life : setting.truth().lives().values()) {
      if (refers(life, one.id()) || (self != null && refers(self, life.id()))) {
        family.add(new Client.Known(life.model(), life.id()));
      }
    }
    return family;
  }

  private static boolean refers(Life child, UUID parent) {
    return child.model().foreignKeys().stream().anyMatch(key -> parent.equals(child.parent(key)));
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
    return setting.retries();
  }

  /** The schema, as JSON. */
  public String schemaJson() {
    return setting.schema().toString();
  }

  /** What the clients asked and were told. */
  List<Request> asked() {
    return setting.requests();
  }

  /** The same for a reader. */
  public List<String> requests() {
    return setting.requests().stream().map(Request::toString).toList();
  }
}
