package dev.ligature.simulation.world;

import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.generate.EarlierSchema;
import dev.ligature.simulation.generate.SchemaGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What there is more of in a world than chance alone would bring about. */
enum Theme {
  /** Nothing. */
  MIXED,
  /** Deletes of one graph; see {@link Rivals}. */
  RIVALS,
  /** Moves in and out of unique places; see {@link Movers}. */
  MOVERS,
  /** Deletes of one version; see {@link Conditions}. */
  CONDITIONS,
  /** Deletes of one graph by two versions of the program; see {@link Upgrades}. */
  UPGRADES;

  /** Of so many worlds one has two versions of the program, with schemas that differ. */
  private static final int DEPLOYED_ONE_IN = 5;

  static Theme next(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> RIVALS;
      case 5, 6 -> MOVERS;
      case 7, 8 -> CONDITIONS;
      case 9, 10 -> UPGRADES;
      default -> MIXED;
    };
  }

  Schema schema(SplittableRandom random) {
    return switch (this) {
      case MIXED -> SchemaGenerator.next(random, limits(random));
      case RIVALS -> SchemaGenerator.next(random, Rivals.limits(random));
      case MOVERS -> Movers.schema(random);
      case CONDITIONS -> Conditions.schema(random);
      case UPGRADES -> Upgrades.schema(random);
    };
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

  /** Whether one version of the program is being replaced by the next; chance decides. */
  boolean deploys(SplittableRandom random) {
    return switch (this) {
      case RIVALS -> false;
      case UPGRADES -> true;
      case MIXED, MOVERS, CONDITIONS -> random.nextInt(DEPLOYED_ONE_IN) == 0;
    };
  }

  /** The schema of the version that is being replaced; empty if there can be none. */
  Optional<Schema> earlier(Schema later, SplittableRandom random) {
    return this == UPGRADES
        ? Optional.of(Upgrades.earlier(later, random))
        : EarlierSchema.of(later, random);
  }

  /**
   * How long a job waits for another one that it has met.
   *
   * @param calm whether nothing goes wrong
   */
  Duration meetingDelay(SplittableRandom random, boolean calm) {
    return switch (this) {
      case RIVALS, UPGRADES -> Rivals.meetingDelay(random, calm);
      case MIXED, MOVERS, CONDITIONS -> Duration.ofSeconds(5);
    };
  }

  /** The most rows that such a world begins with. */
  int mostRows() {
    return switch (this) {
      case RIVALS -> Rivals.MOST_ROWS;
      case UPGRADES -> 2 * Rivals.MOST_ROWS;
      case MIXED, MOVERS, CONDITIONS -> 9;
    };
  }

  /** Adds the clients that bring it about. */
  void spawn(
      SharedKnowledge knowledge, SimulatedSystem system, SplittableRandom random, int phase) {
    switch (this) {
      case MIXED -> {}
      case RIVALS -> new Rivals(system, List.of(system.api()), random.split()).spawn();
      case UPGRADES -> new Rivals(system, Upgrades.programs(system), random.split()).spawn();
      case MOVERS -> Movers.spawn(knowledge, system, random.split(), phase);
      case CONDITIONS -> Conditions.spawn(system, random.split(), phase);
    }
  }
}
