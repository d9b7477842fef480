package dev.ligature.cascade.graph;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.OrEmpty;
import dev.ligature.cascade.graph.ChildResolution.Candidate;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoredObject;
import java.time.Instant;
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
  public record Note(
      String relationship,
      Instant at,
      @OrEmpty int tries,
      @JsonProperty("orphans") List<Orphan> candidates) {
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
  public record Orphan(@JsonProperty("id") UUID child, UUID parent) {}

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
    return Json.stamped(note, platform);
  }

  /** Reads a note; {@link CorruptObjectException} if it is none. */
  public static Note read(StoredObject object) {
    return Json.read(object.key(), object.body(), Note.class);
  }
}
