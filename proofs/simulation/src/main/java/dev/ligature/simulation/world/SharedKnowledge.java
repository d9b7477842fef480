package dev.ligature.simulation.world;

import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** What the clients of one world know of: entities, creates that may be sent again, and jobs. */
final class SharedKnowledge {

  private final Schema schema;
  private final Truth truth;
  private final boolean focused;
  private final Map<String, List<UUID>> known = new LinkedHashMap<>();
  private final List<Client.Known> everything = new ArrayList<>();
  private final List<Client.Repeatable> repeatables = new ArrayList<>();
  private final List<UUID> jobs = new ArrayList<>();

  /**
   * @param focused whether clients mostly work on the first entity, its parents and its children
   */
  SharedKnowledge(SimulatedSystem system, boolean focused) {
    this.schema = system.schema();
    this.truth = system.truth();
    this.focused = focused;
  }

  /** From now on clients may work on this entity. */
  void learn(ModelDefinition model, UUID id) {
    Client.Known entity = new Client.Known(schema.plural(model.plural()).orElseThrow(), id);
    if (!everything.contains(entity)) {
      known.computeIfAbsent(model.plural(), _ -> new ArrayList<>()).add(id);
      everything.add(entity);
    }
  }

  /** The entities of a model that clients know of, in the order in which they learned of them. */
  List<UUID> known(String plural) {
    return known.getOrDefault(plural, List.of());
  }

  void learnJob(UUID jobId) {
    jobs.add(jobId);
  }

  Optional<UUID> anyJob(SplittableRandom dice) {
    return any(jobs, dice);
  }

  void remember(Client.Repeatable create) {
    repeatables.add(create);
  }

  Optional<Client.Repeatable> anyRepeatable(SplittableRandom dice) {
    return any(repeatables, dice);
  }

  private static <T> Optional<T> any(List<T> list, SplittableRandom dice) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(dice.nextInt(list.size())));
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
    Life self = truth.life(one.id());
    for (Life life : truth.lives().values()) {
      if (refers(life, one.id()) || (self != null && refers(self, life.id()))) {
        family.add(new Client.Known(life.model(), life.id()));
      }
    }
    return family;
  }

  private static boolean refers(Life child, UUID parent) {
    return child.model().foreignKeys().stream().anyMatch(key -> parent.equals(child.parent(key)));
  }
}
