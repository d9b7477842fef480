package dev.ligature.data.generation;

import dev.ligature.bucket.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What of a schema decides which entities a delete reaches: its foreign keys with their rules. Two
 * schemas of one structure can work on a bucket side by side, whatever else they differ in.
 *
 * @param keys one line for each foreign key
 * @param referenced plurals of the models that a foreign key refers to
 * @param digest tells structures apart
 */
record Structure(SortedSet<String> keys, SortedSet<String> referenced, String digest) {

  static Structure of(Schema schema) {
    SortedSet<String> keys = new TreeSet<>();
    SortedSet<String> referenced = new TreeSet<>();
    for (ModelDefinition model : schema.models()) {
      model.foreignKeys().forEach(key -> keys.add(line(key)));
      model.foreignKeys().forEach(key -> referenced.add(key.parentPlural()));
    }
    return new Structure(keys, referenced, Keys.digest(String.join("\n", keys)));
  }

  /** A key with its rule, as a person reads it. It begins with which key it is. */
  static String line(ForeignKeyConstraint key) {
    return "%s to %s, %s, orphans %s, %s"
        .formatted(
            key.id(),
            key.parentPlural(),
            key.onDelete(),
            key.orphans(),
            key.single() ? "one" : "many");
  }

  /**
   * Which of these keys this structure has not got, whatever their rules: deletes by it would not
   * look for them.
   *
   * @param lines of another structure
   */
  SortedSet<String> missing(Set<String> lines) {
    SortedSet<String> missing = new TreeSet<>();
    lines.forEach(line -> missing.add(which(line)));
    keys.forEach(line -> missing.remove(which(line)));
    return missing;
  }

  private static String which(String line) {
    return line.substring(0, line.indexOf(','));
  }
}
