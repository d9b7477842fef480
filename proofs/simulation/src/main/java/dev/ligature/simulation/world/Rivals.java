package dev.ligature.simulation.world;

import dev.ligature.cascade.DeleteOptions;
import dev.ligature.schema.OnDelete;
import dev.ligature.simulation.generate.SchemaGenerator;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Several deletes of one graph at once, all of which have to plan: their jobs meet, and the younger
 * give way to the older, some of them more than once. Among all that clients may ask for this is
 * too rare to be met often.
 */
final class Rivals {

  /** The most rows that such a world begins with. */
  static final int MOST_ROWS = 16;

  /** Short enough for a job that has given way to be back before its elder is done. */
  private static final Duration[] SHORT = {Duration.ofMillis(20), Duration.ofMillis(100)};

  /** Where the elder may be held up for minutes, whoever waits for it must not ask all the time. */
  private static final Duration[] LONGER = {
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5)
  };

  private final Truth truth;
  private final SimulatedSystem system;
  private final List<Api> programs;
  private final SplittableRandom random;

  /**
   * @param programs by which version of the program each deletes is left to chance
   */
  Rivals(SimulatedSystem system, List<Api> programs, SplittableRandom random) {
    this.truth = system.truth();
    this.system = system;
    this.programs = programs;
    this.random = random;
  }

  /** Models in which nearly all is connected, and a refusal is never far. */
  static SchemaGenerator.Limits limits(SplittableRandom random) {
    List<OnDelete> rules = new ArrayList<>(List.of(OnDelete.RESTRICT));
    int cascades = 2 + random.nextInt(6);
    for (int i = 0; i < cascades; i++) {
      rules.add(OnDelete.CASCADE);
    }
    if (random.nextBoolean()) {
      rules.add(OnDelete.PROTECT);
    }
    return new SchemaGenerator.Limits(
        2 + random.nextInt(2), 2 + random.nextInt(2), rules, false, false, false);
  }

  /**
   * How long a job waits for its elder.
   *
   * @param calm whether nothing goes wrong
   */
  static Duration meetingDelay(SplittableRandom random, boolean calm) {
    Duration[] delays = calm ? SHORT : LONGER;
    return delays[random.nextInt(delays.length)];
  }

  /** Adds clients that each delete something of one graph. */
  void spawn() {
    List<Life> graph = graph();
    if (graph.isEmpty()) {
      return;
    }
    int count = 3 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Life root = graph.get(random.nextInt(graph.size()));
      DeleteOptions options =
          random.nextInt(3) == 0 ? DeleteOptions.defaults() : DeleteOptions.async();
      int program = programs.size() == 1 ? 0 : random.nextInt(programs.size());
      // The earlier version deletes more: what the others condemn lies on its way down.
      Life chosen = program == 1 ? above(root) : root;
      system.spawnClient("rival-" + (i + 1), () -> delete(programs.get(program), chosen, options));
    }
  }

  /** As far up from an entity as first keys lead, within bounds. */
  private Life above(Life start) {
    Life life = start;
    for (int step = 0; step < MOST_ROWS; step++) {
      UUID parent = life.parent(life.model().foreignKeys().getFirst());
      Life next = parent == null ? null : truth.life(parent);
      if (next == null || !next.alive()) {
        return life;
      }
      life = next;
    }
    return life;
  }

  private static void delete(Api api, Life root, DeleteOptions options) {
    try {
      api.delete(api.schema().plural(root.model().plural()).orElseThrow(), root.id(), options);
    } catch (StoreException e) {
      // The client was told of trouble: it knows nothing, as its request's record says.
      return;
    }
  }

  /** The largest set of entities of which each refers to another, or is referred to. */
  private List<Life> graph() {
    List<Life> largest = List.of();
    for (Life start : truth.lives().values()) {
      List<Life> reached = reached(start);
      if (reached.size() > largest.size()) {
        largest = reached;
      }
    }
    return largest;
  }

  private List<Life> reached(Life start) {
    Set<UUID> ids = new LinkedHashSet<>(List.of(start.id()));
    List<Life> reached = new ArrayList<>(List.of(start));
    for (int i = 0; i < reached.size(); i++) {
      Life at = reached.get(i);
      for (Life life : truth.lives().values()) {
        if ((refers(life, at) || refers(at, life)) && ids.add(life.id())) {
          reached.add(life);
        }
      }
    }
    return reached;
  }

  private static boolean refers(Life child, Life parent) {
    return child.model().foreignKeys().stream()
        .anyMatch(key -> parent.id().equals(child.parent(key)));
  }
}
