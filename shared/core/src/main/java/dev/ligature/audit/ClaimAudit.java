package dev.ligature.audit;

import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.Hint;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.data.write.ClaimUpkeep;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.StoredObject;
import java.util.Optional;
import java.util.UUID;

/** Claims, and whether their owners are where they say. */
final class ClaimAudit {

  private final AuditRun run;

  ClaimAudit(AuditRun run) {
    this.run = run;
  }

  /** Notes every claim there is. */
  void all() {
    run.eachPage(
        Keys.claims(),
        page ->
            run.eachReading(
                page,
                object -> {
                  if (Hint.claim(run.schema, object.key()).isEmpty()) {
                    run.find(AuditFinding.UNDECLARED_OBJECT, object.key());
                    return;
                  }
                  run.store.get(object.key()).ifPresent(this::note);
                }));
  }

  private void note(StoredObject claim) {
    String text = EntityAudit.claimed(claim.key(), ClaimUpkeep.ownerOf(claim));
    synchronized (run) {
      run.keys.found(text);
    }
  }

  /** An entity is in a place, and no claim seemed to say so. */
  void verify(Lookup.Present present, String field, String claim) {
    ModelDefinition model = present.entity().model();
    UUID id = present.entity().id();
    Optional<StoredObject> object = run.store.get(claim);
    UUID owner = object.map(ClaimUpkeep::ownerOf).orElse(null);
    if (id.equals(owner) || !EntityAudit.unchanged(run, present)) {
      return;
    }
    if (owner != null && inPlace(model, owner, field, claim)) {
      run.find(
          AuditFinding.TWO_HOLDERS,
          Keys.entity(model.plural(), id) + " and " + owner + " by " + claim);
    } else {
      run.find(AuditFinding.MISSING_CLAIM, claim + " of " + id);
    }
  }

  private boolean inPlace(ModelDefinition model, UUID owner, String field, String claim) {
    Lookup lookup = run.read(model, owner);
    return lookup instanceof Lookup.Present present
        && run.living(lookup)
        && claim.equals(EntityKeys.of(model, owner, present.entity().fields()).claims().get(field));
  }

  /** Looks at the claims that seemed to be nobody's. */
  void verifyFound() {
    run.eachPage(
        Keys.claims(),
        page ->
            run.eachReading(
                page,
                object ->
                    Hint.claim(run.schema, object.key())
                        .ifPresent(place -> verify(place, object.key()))));
  }

  private void verify(Hint.Place place, String key) {
    Optional<StoredObject> claim = run.store.get(key);
    if (claim.isEmpty()) {
      return;
    }
    UUID owner = ClaimUpkeep.ownerOf(claim.get());
    if (run.keys.suspicious(EntityAudit.claimed(key, owner))
        && !inPlace(place.model(), owner, place.field(), key)) {
      run.find(AuditFinding.ABANDONED_CLAIM, key + " of " + owner);
    }
  }
}
