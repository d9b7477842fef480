package dev.ligature.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A schema that only a file has: a club's players go with it (CASCADE), its visits stay behind
 * (DO_NOTHING) for the sweeper.
 */
public final class ClubSchema {
  private static final String JSON =
      """
      {"models": [
        {"name": "Club", "plural": "clubs",
         "fields": [{"name": "name", "type": "string", "required": true}],
         "relationships": [
           {"kind": "hasMany", "name": "players", "model": "Player", "foreignKey": "clubId",
            "onDelete": "CASCADE"}]},
        {"name": "Player", "plural": "players",
         "fields": [{"name": "clubId", "type": "uuid", "required": true}],
         "relationships": [
           {"kind": "foreignKey", "name": "club", "model": "Club", "foreignKey": "clubId"}]},
        {"name": "Visit", "plural": "visits",
         "fields": [{"name": "clubId", "type": "uuid", "required": true}],
         "relationships": [
           {"kind": "foreignKey", "name": "club", "model": "Club", "foreignKey": "clubId",
            "onDelete": "DO_NOTHING", "orphans": "REMOVE"}]}
      ]}
      """;

  private ClubSchema() {}

  /** Writes it to a file of this folder. */
  public static Path in(Path folder) throws IOException {
    return Files.writeString(folder.resolve("club.schema.json"), JSON);
  }
}
