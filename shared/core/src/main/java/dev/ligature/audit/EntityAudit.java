package dev.ligature.audit;

import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Mark;
import dev.ligature.data.write.Fences;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.ListedObject;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The first half of an audit: every entity is read, and the keys that it must stand under noted.
 */
final class EntityAudit {

  private final AuditRun run;
  private final DanglingKeys dangling;

  EntityAudit(AuditRun run, DanglingKeys dangling) {
    this.run = run;
    this.dangling = dangling;
  }

  void all() {
    for (ModelDefinition model : run.schema.models()) {
      run.eachPage(Keys.entities(model.plural()), page -> page(model, page));
    }
  }

  private void page(ModelDefinition model, List<ListedObject> page) {
    run.eachReading(page, object -> look(model, object));
  }

  private void look(ModelDefinition model, ListedObject object) {
    UUID id = Keys.entityId(object.key());
    if (id == null || !object.key().equals(Keys.entity(model.plural(), id))) {
      run.find(AuditFinding.UNDECLARED_OBJECT, object.key());
      return;
    }
    switch (run.read(model, id)) {
      case Lookup.Absent _ -> {}
      case Lookup.Fenced _ -> {
        checkAge(object);
        gone(model, id);
      }
      case Lookup.Present present -> {
        expect(id, keysOf(present));
        checkMark(present, object.key());
      }
    }
  }

  private void checkAge(ListedObject fence) {
    if (!fence.lastModified().plus(Fences.LIFETIME).isAfter(run.store.time())) {
      run.find(AuditFinding.EXPIRED_FENCE, fence.key());
    }
  }

  private void checkMark(Lookup.Present present, String key) {
    Mark mark = present.mark();
    if (mark == null) {
      return;
    }
    switch (run.marks.deletionOf(present)) {
      case CLEAR -> run.find(AuditFinding.LEFTOVER_MARK, key + " " + mark.text());
      case CONDEMNED -> {}
      case GONE -> gone(present.entity().model(), present.entity().id());
    }
  }

  private static EntityKeys keysOf(Lookup.Present present) {
    Entity entity = present.entity();
    return EntityKeys.of(entity.model(), entity.id(), entity.fields());
  }

  private void expect(UUID id, EntityKeys keys) {
    synchronized (run) {
      run.entities++;
      keys.references().forEach(run.keys::expect);
      keys.indexEntries().forEach(run.keys::expect);
      keys.claims().values().forEach(claim -> run.keys.expect(claimed(claim, id)));
    }
  }

  /** How the fingerprint knows a claim: with its owner. */
  static String claimed(String claim, UUID owner) {
    return claim + " " + owner;
  }

  /** Nothing may refer to it; the listing of keys alone would not tell, for an object is there. */
  private void gone(ModelDefinition model, UUID id) {
    for (ForeignKeyConstraint constraint : model.referencedBy()) {
      dangling.checkParent(constraint, id);
    }
  }

  /**
   * Reads everything again, and looks for each key that seemed to be missing, or to be there in
   * vain, whether it truly is.
   */
  void verifyExpected() {
    for (ModelDefinition model : run.schema.models()) {
      run.eachPage(
          Keys.entities(model.plural()),
          page ->
              run.eachReading(
                  page.stream().map(o -> Keys.entityId(o.key())).filter(Objects::nonNull).toList(),
                  id -> verify(model, id)));
    }
  }

  private void verify(ModelDefinition model, UUID id) {
    if (run.read(model, id) instanceof Lookup.Present present
        && run.marks.deletionOf(present) != DeletionState.GONE) {
      EntityKeys keys = keysOf(present);
      model.foreignKeys().forEach(constraint -> verifyReference(constraint, present));
      keys.indexEntries().forEach(key -> verifyIndexEntry(key, present));
      keys.claims().forEach((field, claim) -> verifyClaim(field, claim, present));
    }
  }

  private void verifyReference(ForeignKeyConstraint constraint, Lookup.Present present) {
    UUID id = present.entity().id();
    UUID parent = present.entity().reference(constraint);
    if (parent == null) {
      return;
    }
    String key = Keys.reference(constraint, parent, id);
    if (missing(key, present)) {
      run.find(AuditFinding.MISSING_REFERENCE, key);
      dangling.checkLink(constraint, id, parent);
    }
  }

  private void verifyIndexEntry(String key, Lookup.Present present) {
    if (missing(key, present)) {
      run.find(AuditFinding.MISSING_INDEX_ENTRY, key);
    }
  }

  private void verifyClaim(String field, String claim, Lookup.Present present) {
    if (run.keys.suspicious(claimed(claim, present.entity().id()))) {
      new ClaimAudit(run).verify(present, field, claim);
    }
  }

  /** Missing all the while that the entity stood there unchanged. */
  private boolean missing(String key, Lookup.Present seen) {
    return run.keys.suspicious(key) && run.store.get(key).isEmpty() && unchanged(run, seen);
  }

  static boolean unchanged(AuditRun run, Lookup.Present seen) {
    return run.read(seen.entity().model(), seen.entity().id()) instanceof Lookup.Present now
        && now.etag().equals(seen.etag());
  }
}
