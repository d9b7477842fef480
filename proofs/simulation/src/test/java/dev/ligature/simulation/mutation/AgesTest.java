package dev.ligature.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.data.EntityService;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.NoSimulatedNews;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.engine.Variant;
import dev.ligature.simulation.world.World;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Steps;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepSettings;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every age of the sweeper. Some guard a promise: shorter than the slowest writer, something
 * breaks, and as it is set, nothing does. The others are courtesy, speed or cost, and no promise
 * depends on them: even at zero nothing breaks.
 */
@ExtendWith(NoSimulatedNews.class)
class AgesTest {

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Parent", "parents")
          .field("label", FieldType.STRING)
          .model("Child", "children")
          .field("label", FieldType.STRING)
          .foreignKey("parentId", "Parent")
          .onDelete(OnDelete.CASCADE)
          .build();
  private static final ModelDefinition PARENT = SCHEMA.model("Parent").orElseThrow();
  private static final ModelDefinition CHILD = SCHEMA.model("Child").orElseThrow();

  /** As long as a writer may sleep at most: the store refuses its write a little later. */
  private static final Duration SLEEP = ObjectStore.WINDOW.minusMinutes(1);

  /** What breaks under settings in which one age is too short. */
  private static final Map<String, Function<SweepSettings, List<String>>> GUARDS =
      Map.of(
          "fenceAge", AgesTest::aCreateSleepsBehindAFence,
          "idempotencyAge", AgesTest::aCreateSleepsBehindItsKey,
          "abandonedAge", settings -> SlowLook.play(Steps.all(), settings));

  private static final List<String> COURTESIES =
      List.of(
          "orphanGrace",
          "taskAge",
          "longestTaskAge",
          "planningPatience",
          "jobRetention",
          "staleAge",
          "claimAge",
          "scanRest");

  private static final int WORLDS = 150;

  static Stream<String> guards() {
    return GUARDS.keySet().stream().sorted();
  }

  static Stream<String> courtesies() {
    return COURTESIES.stream();
  }

  @Test
  void noAgeIsForgotten() {
    assertThat(
            Arrays.stream(SweepSettings.class.getRecordComponents())
                .filter(component -> component.getType() == Duration.class)
                .map(RecordComponent::getName))
        .containsExactlyInAnyOrderElementsOf(Stream.concat(guards(), courtesies()).toList());
  }

  @ParameterizedTest
  @MethodSource("guards")
  void shorterThanTheSlowestWriterAGuardBreaksAPromise(String age) {
    assertThat(GUARDS.get(age).apply(with(SweepSettings.defaults(), age, Duration.ZERO)))
        .as("nothing breaks: either the age guards nothing or that is not tested")
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("guards")
  void asItIsSetAGuardHolds(String age) {
    assertThat(GUARDS.get(age).apply(SweepSettings.defaults())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("courtesies")
  void noPromiseDependsOnACourtesy(String age) {
    for (long seed = 0; seed < WORLDS; seed++) {
      World world =
          new World(
              Variant.of(seed),
              false,
              Steps.all(),
              Hostility.USUAL,
              drawn -> with(drawn, age, Duration.ZERO));
      assertThat(world.run()).as("seed " + seed).isEmpty();
    }
  }

  /** The same settings with one of their ages replaced. */
  private static SweepSettings with(SweepSettings settings, String age, Duration value) {
    RecordComponent[] components = SweepSettings.class.getRecordComponents();
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        values[i] =
            components[i].getName().equals(age)
                ? value
                : components[i].getAccessor().invoke(settings);
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return SweepSettings.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** A bucket of its own clock, which can be moved. */
  private static final class Bucket {
    private Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> InstantSource.system().instant().plus(ahead);
    private final SimulatedStore store = new SimulatedStore(clock);
    private final Platform platform;
    private final SweepSettings settings;

    Bucket(SweepSettings settings) {
      Platform system = SystemPlatform.create();
      this.settings = settings;
      this.platform =
          new Platform(
              clock, system.ids(), system.random(), system.parallel(), _ -> {}, Steps.all());
    }

    EntityService entities(ObjectStore through) {
      return Engine.of(EngineConfig.of(SCHEMA, through).withPlatform(platform)).entities();
    }

    Instant later() {
      return clock.instant().plusSeconds(600);
    }

    void sleepAndSweep() {
      ahead = ahead.plus(SLEEP);
      Engine.of(EngineConfig.of(SCHEMA, store).withPlatform(platform).withSweeps(settings))
          .sweeper()
          .sweep(SweepOptions.whole(later()));
    }
  }

  /** It has seen its parent. Then the parent is deleted, and a sweep comes before it wakes. */
  private static List<String> aCreateSleepsBehindAFence(SweepSettings settings) {
    Bucket bucket = new Bucket(settings);
    UUID parent =
        bucket
            .entities(bucket.store)
            .create(PARENT, Json.object().put("label", "P"))
            .orThrow()
            .id();
    Runnable meanwhile =
        () -> {
          Engine.of(EngineConfig.of(SCHEMA, bucket.store).withPlatform(bucket.platform))
              .cascade()
              .delete(PARENT, parent, DeleteOptions.defaults());
          bucket.sleepAndSweep();
        };
    bucket
        .entities(
            Beside.beforePut(
                bucket.store, key -> key.startsWith(Keys.entities("children")), meanwhile))
        .create(CHILD, Json.object().put("label", "C").put("parentId", parent.toString()));
    boolean dangles =
        new EntityQuery(bucket.store, bucket.platform, CHILD)
            .page().items().stream()
                .anyMatch(child -> bucket.entities(bucket.store).get(PARENT, parent).isEmpty());
    return dangles ? List.of("P2: a child dangles") : List.of();
  }

  /** It has recorded its key. A sweep comes before it wakes, and the request is repeated. */
  private static List<String> aCreateSleepsBehindItsKey(SweepSettings settings) {
    Bucket bucket = new Bucket(settings);
    ObjectNode parent = Json.object().put("label", "P");
    Runnable meanwhile =
        () -> {
          bucket.sleepAndSweep();
          bucket.entities(bucket.store).create(PARENT, parent.deepCopy(), "once");
        };
    bucket
        .entities(
            Beside.beforePut(
                bucket.store, key -> key.startsWith(Keys.entities("parents")), meanwhile))
        .create(PARENT, parent.deepCopy(), "once");
    int made = new EntityQuery(bucket.store, bucket.platform, PARENT).page().items().size();
    return made == 1 ? List.of() : List.of("P3: one key made " + made + " entities");
  }
}
