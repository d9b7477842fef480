package dev.ligature.sweep;

import dev.ligature.cascade.OrphanTreatment;
import dev.ligature.cascade.OrphanTreatment.Outcome;
import dev.ligature.cascade.process.OrphanNotes;
import dev.ligature.cascade.process.OrphanNotes.Note;
import dev.ligature.cascade.process.OrphanNotes.Orphan;
import dev.ligature.data.entity.CorruptObjectException;
import dev.ligature.data.entity.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.store.ListedObject;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoredObject;
import java.util.List;
import java.util.Optional;

/**
 * Orphans of DO_NOTHING, from the notes that deletes left: what it costs follows the orphans, not
 * the bucket. A note goes when all whom it names are settled.
 */
final class OrphanStep implements PrefixStep.Visitor {

  /** Orphans treated between two looks at the clock. */
  private static final int CHUNK = 100;

  private final OrphanTreatment treatment;

  OrphanStep(OrphanTreatment treatment) {
    this.treatment = treatment;
  }

  @Override
  public boolean visit(List<ListedObject> notes, SweepRun run) {
    for (ListedObject listed : notes) {
      if (!run.older(listed, run.settings().orphanGrace())) {
        continue;
      }
      if (run.budget().spent()) {
        return false;
      }
      Optional<StoredObject> object = run.store().get(listed.key());
      if (object.isPresent() && !settle(object.get(), run)) {
        return false;
      }
    }
    return true;
  }

  /** False if the budget was spent before the note was done. */
  private boolean settle(StoredObject object, SweepRun run) {
    Note note;
    try {
      note = OrphanNotes.parse(object.key(), object.body());
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, object.key());
      return true;
    }
    Optional<ForeignKeyConstraint> constraint =
        run.schema().constraints().stream()
            .filter(k -> k.id().equals(note.relationship()))
            .findFirst();
    if (constraint.isEmpty()) {
      run.reporting(Finding.UNDECLARED_OBJECT, object.key());
      return true;
    }
    boolean settled = true;
    List<Orphan> candidates = note.candidates();
    for (int from = 0; from < candidates.size(); from += CHUNK) {
      if (from > 0 && run.budget().spent()) {
        return false;
      }
      List<Orphan> chunk = candidates.subList(from, Math.min(candidates.size(), from + CHUNK));
      settled &= settle(constraint.get(), chunk, run);
    }
    if (settled && !run.reportOnly()) {
      run.store().delete(object.key(), Precondition.ifMatch(object.etag()));
    }
    return true;
  }

  private boolean settle(ForeignKeyConstraint constraint, List<Orphan> chunk, SweepRun run) {
    List<Outcome> outcomes =
        run.reportOnly() ? treatment.look(constraint, chunk) : treatment.treat(constraint, chunk);
    boolean settled = true;
    for (int i = 0; i < chunk.size(); i++) {
      String key = Keys.entity(constraint.childPlural(), chunk.get(i).child());
      switch (outcomes.get(i)) {
        case NONE -> {}
        case REMOVE -> run.mending(Finding.ORPHAN_TO_REMOVE, key);
        case NULLIFY -> run.mending(Finding.ORPHAN_TO_NULLIFY, key);
        case REPORT -> {
          run.reporting(Finding.ORPHAN_TO_REPORT, key);
          settled = false;
        }
        case PROTECTED -> {
          run.reporting(Finding.ORPHAN_PROTECTED, key);
          settled = false;
        }
        case UNREADABLE -> {
          run.reporting(Finding.UNREADABLE_OBJECT, key);
          settled = false;
        }
        case BUSY -> settled = false;
      }
    }
    return settled;
  }
}
