package dev.ligature.data.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code schema/current} says: the generations that a bucket has known. Immutable.
 *
 * @param inForce the generation whose keys may be set; at most the latest
 * @param digests of the structures, by generation; the last is the latest
 * @param keysSince by key and rule of the latest, the generation since which it has been the same
 * @param referencedSince by plural, the generation since which the latest has had keys to it
 */
record Announced(
    int inForce,
    SortedMap<Integer, String> digests,
    Map<String, Integer> keysSince,
    Map<String, Integer> referencedSince) {

  private static final String IN_FORCE = "inForce";
  private static final String LATEST = "latest";
  private static final String GENERATIONS = "generations";
  private static final String KEYS = "keysSince";
  private static final String REFERENCED = "referencedSince";

  /** The number of the first generation. */
  static final int FIRST = 1;

  /** Stands for a structure that was not announced because it lacks keys of the latest. */
  static final int NONE = 0;

  Announced {
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    keysSince = Map.copyOf(keysSince);
    referencedSince = Map.copyOf(referencedSince);
  }

  /** A bucket's first generation. Nobody knows another, so it is in force at once. */
  static Announced first(Structure structure) {
    return new Announced(FIRST - 1, new TreeMap<>(), Map.of(), Map.of())
        .with(structure)
        .withInForce(FIRST);
  }

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
    int next = digests.isEmpty() ? FIRST : latest() + 1;
    SortedMap<Integer, String> more = new TreeMap<>(digests);
    more.put(next, structure.digest());
    Map<String, Integer> keys = new TreeMap<>();
    structure.keys().forEach(key -> keys.put(key, keysSince.getOrDefault(key, next)));
    Map<String, Integer> referenced = new TreeMap<>();
    structure
        .referenced()
        .forEach(plural -> referenced.put(plural, referencedSince.getOrDefault(plural, next)));
    return new Announced(inForce, more, keys, referenced);
  }

  /** The same with this generation in force, or a later one that is. */
  Announced withInForce(int generation) {
    return new Announced(Math.max(inForce, generation), digests, keysSince, referencedSince);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put(LATEST, latest()).put(IN_FORCE, inForce);
    ObjectNode generations = json.putObject(GENERATIONS);
    digests.forEach((generation, digest) -> generations.put(generation.toString(), digest));
    ObjectNode keys = json.putObject(KEYS);
    new TreeMap<>(keysSince).forEach(keys::put);
    ObjectNode referenced = json.putObject(REFERENCED);
    new TreeMap<>(referencedSince).forEach(referenced::put);
    return json;
  }

  static Announced parse(ObjectNode json) {
    SortedMap<Integer, String> digests = new TreeMap<>();
    json.path(GENERATIONS)
        .properties()
        .forEach(each -> digests.put(Integer.valueOf(each.getKey()), each.getValue().asText()));
    return new Announced(
        json.path(IN_FORCE).asInt(),
        digests,
        numbers(json.path(KEYS)),
        numbers(json.path(REFERENCED)));
  }

  private static Map<String, Integer> numbers(JsonNode json) {
    Map<String, Integer> numbers = new TreeMap<>();
    json.properties().forEach(each -> numbers.put(each.getKey(), each.getValue().asInt()));
    return numbers;
  }
}
