package dev.ligature.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A world and its course: a seed, which decides everything, and turns, from which on who goes next
 * and what goes wrong are decided by another chance. So a course that led somewhere new can be
 * followed up to there, and then go elsewhere.
 *
 * @param seed decides the world, and its course up to the first turn
 * @param turns in the order in which they are taken
 */
public record Variant(long seed, List<Turn> turns) {

  /**
   * A turn of the course.
   *
   * @param at the decision before which it is taken, from 1
   * @param chance decides from there on
   */
  public record Turn(int at, long chance) {}

  public Variant {
    turns = List.copyOf(turns);
  }

  /** The world of a seed, without turns. */
  public static Variant of(long seed) {
    return new Variant(seed, List.of());
  }

  /**
   * The same course up to a decision, and another from there on. Turns that it would have taken
   * behind that are dropped.
   */
  public Variant turned(int at, long chance) {
    List<Turn> kept = new ArrayList<>(turns.stream().filter(earlier -> earlier.at() < at).toList());
    kept.add(new Turn(at, chance));
    return new Variant(seed, kept);
  }

  /**
   * The turns as {@code 120:77,300:5}: at decision 120 chance 77, at decision 300 chance 5.
   *
   * @throws IllegalArgumentException if it says something else
   */
  public static List<Turn> parseTurns(String text) {
    List<Turn> turns = new ArrayList<>();
    for (String turn : text.split(",")) {
      String[] parts = turn.split(":");
      if (parts.length != 2) {
        throw new IllegalArgumentException("a turn is DECISION:CHANCE, not " + turn);
      }
      turns.add(new Turn(Integer.parseInt(parts[0]), Long.parseLong(parts[1])));
    }
    return turns;
  }

  /** The turns as {@link #parseTurns} reads them. */
  public String turnsText() {
    return turns.stream()
        .map(turn -> turn.at() + ":" + turn.chance())
        .collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return turns.isEmpty() ? "seed " + seed : "seed " + seed + " with turns " + turnsText();
  }
}
