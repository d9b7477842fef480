package dev.ligature.data.generation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@code schema/current} says: the generations that a bucket has known. Immutable.
 *
 * @param inForce the generation whose keys may be set; at most the latest
 * @param digests of the structures, by generation; the last is the latest
 * @param keysSince by key and rule of the latest, the generation since which it has been the same
 * @param referencedSince by plural, the generation since which the latest has had keys to it
 */
@JsonPropertyOrder("latest")
record Announced(
    int inForce,
    @JsonProperty("generations") SortedMap<Integer, String> digests,
    Map<String, Integer> keysSince,
    Map<String, Integer> referencedSince) {

  /** The number of the first generation. */
  static final int FIRST = 1;

  /** Stands for a structure that was not announced because it lacks keys of the latest. */
  static final int NONE = 0;

  Announced {
    if (digests.isEmpty()) {
      throw new IllegalArgumentException("it names no generation");
    }
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    keysSince = Collections.unmodifiableMap(new TreeMap<>(keysSince));
    referencedSince = Collections.unmodifiableMap(new TreeMap<>(referencedSince));
  }

  /** A bucket's first generation. Nobody knows another, so it is in force at once. */
  static Announced first(Structure structure) {
    SortedMap<Integer, String> digests = new TreeMap<>(Map.of(FIRST, structure.digest()));
    return new Announced(
        FIRST,
        digests,
        since(FIRST, structure.keys(), Map.of()),
        since(FIRST, structure.referenced(), Map.of()));
  }

  /** Written for a person who looks into the bucket, and read by nobody. */
  @JsonProperty
  int latest() {
    return digests.lastKey();
  }

  /** The last generation of this structure. */
  OptionalInt generationOf(Structure structure) {
    return digests.entrySet().stream()
        .filter(entry -> entry.getValue().equals(structure.digest()))
        .mapToInt(Map.Entry::getKey)
        .max();
  }

  /** The same with one more generation, which is not yet in force. */
  Announced with(Structure structure) {
    int next = latest() + 1;
    SortedMap<Integer, String> more = new TreeMap<>(digests);
    more.put(next, structure.digest());
    return new Announced(
        inForce,
        more,
        since(next, structure.keys(), keysSince),
        since(next, structure.referenced(), referencedSince));
  }

  /** Since when each has been; what has not been before is since {@code now}. */
  private static Map<String, Integer> since(
      int now, Collection<String> names, Map<String, Integer> before) {
    return names.stream()
        .collect(Collectors.toMap(Function.identity(), name -> before.getOrDefault(name, now)));
  }

  /** The same with this generation in force, or a later one that is. */
  Announced withInForce(int generation) {
    return new Announced(Math.max(inForce, generation), digests, keysSince, referencedSince);
  }
}
