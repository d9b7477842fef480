package dev.ligature.simulation.world;

import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.generate.SchemaGenerator;
import java.util.ArrayList;
import java.util.List;
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
  CONDITIONS;

  static Theme next(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> RIVALS;
      case 5, 6 -> MOVERS;
      case 7, 8 -> CONDITIONS;
      default -> MIXED;
    };
  }

  Schema schema(SplittableRandom random) {
    return switch (this) {
      case MIXED -> SchemaGenerator.next(random, limits(random));
      case RIVALS -> SchemaGenerator.next(random, Rivals.limits(random));
      case MOVERS -> Movers.schema(random);
      case CONDITIONS -> Conditions.schema(random);
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

  /** The most rows that such a world begins with. */
  int mostRows() {
    return this == RIVALS ? Rivals.MOST_ROWS : 9;
  }

  /** Adds the clients that bring it about. */
  void spawn(
      SharedKnowledge knowledge, SimulatedSystem system, SplittableRandom random, int phase) {
    switch (this) {
      case MIXED -> {}
      case RIVALS -> new Rivals(system, random.split()).spawn();
      case MOVERS -> Movers.spawn(knowledge, system, random.split(), phase);
      case CONDITIONS -> Conditions.spawn(system, random.split(), phase);
    }
  }
}
