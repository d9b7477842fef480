package dev.ligature.cascade.process;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.cascade.process.ChildResolution.Candidate;
import dev.ligature.data.entity.CorruptObjectException;
import dev.ligature.data.entity.Json;
import dev.ligature.data.entity.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Notes for the sweeper: these may be orphans now. One object for a whole page of children, so that
 * finding orphans costs what the orphans cost, and nothing for the rest of the bucket.
 */
public final class OrphanNotes {

  private final ObjectStore store;
  private final Platform platform;

  public OrphanNotes(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  /**
   * A note.
   *
   * @param relationship the foreign key, as {@code posts.authorId}
   * @param at when the parents went
   * @param candidates who may be an orphan of whom
   */
  public record Note(String relationship, Instant at, List<Orphan> candidates) {
    public Note {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * One possible orphan.
   *
   * @param child the entity
   * @param parent the parent that went
   */
  public record Orphan(UUID child, UUID parent) {}

  public void write(ForeignKeyConstraint constraint, List<Candidate> candidates) {
    ObjectNode json =
        Json.object()
            .put("relationship", constraint.id())
            .put("at", platform.clock().instant().toString());
    ArrayNode rows = json.putArray("orphans");
    for (Candidate candidate : candidates) {
      rows.addObject()
          .put("id", candidate.child().toString())
          .put("parent", candidate.parent().toString());
    }
    store.put(Keys.orphanNotes() + platform.ids().next(), Json.bytes(json), Precondition.none());
  }

  /** Reads a note; {@link CorruptObjectException} if it is none. */
  public static Note parse(String key, byte[] body) {
    ObjectNode json = Json.parseStored(key, body);
    List<Orphan> orphans = new ArrayList<>();
    try {
      json.path("orphans")
          .forEach(
              row ->
                  orphans.add(
                      new Orphan(
                          UUID.fromString(row.path("id").asText()),
                          UUID.fromString(row.path("parent").asText()))));
      return new Note(
          json.path("relationship").asText(), Instant.parse(json.path("at").asText()), orphans);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new CorruptObjectException(key, "it is no orphan note", e);
    }
  }
}
