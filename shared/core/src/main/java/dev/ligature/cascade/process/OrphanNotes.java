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
import dev.ligature.store.StoredObject;
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
   * @param tries how often it was looked at, and left those whom it names as they are
   * @param candidates who may be an orphan of whom
   */
  public record Note(String relationship, Instant at, int tries, List<Orphan> candidates) {
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
    Note note =
        new Note(
            constraint.id(),
            store.time(),
            0,
            candidates.stream().map(c -> new Orphan(c.child(), c.parent())).toList());
    store.put(Keys.orphanNotes() + platform.ids().next(), bytes(note), Precondition.none());
  }

  /** Writes a note over the one that was read; nothing happens if somebody else has by now. */
  public void rewrite(StoredObject read, Note note) {
    store.put(read.key(), bytes(note), Precondition.ifMatch(read.etag()));
  }

  private byte[] bytes(Note note) {
    ObjectNode json =
        Json.object()
            .put("relationship", note.relationship())
            .put("at", note.at().toString())
            .put("tries", note.tries());
    ArrayNode rows = json.putArray("orphans");
    for (Orphan orphan : note.candidates()) {
      rows.addObject()
          .put("id", orphan.child().toString())
          .put("parent", orphan.parent().toString());
    }
    return Json.stamped(json, platform);
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
          json.path("relationship").asText(),
          Instant.parse(json.path("at").asText()),
          json.path("tries").asInt(),
          orphans);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new CorruptObjectException(key, "it is no orphan note", e);
    }
  }
}
