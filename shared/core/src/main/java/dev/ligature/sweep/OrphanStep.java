package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.OrphanTreatment;
import dev.ligature.cascade.OrphanTreatment.Outcome;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.cascade.graph.OrphanNotes.Note;
import dev.ligature.cascade.graph.OrphanNotes.Orphan;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.store.ListedObject;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Orphans of DO_NOTHING, from the notes that deletes left: what it costs follows the orphans, not
 * the bucket. A note goes when all whom it names are settled. One that names orphans which stay,
 * because their rule is to report them or because something protects them, rests twice as long
 * after each look: each look at a protected one is a delete that is planned and refused.
 */
final class OrphanStep implements PrefixStep.Visitor {

  /** Orphans treated between two looks at the clock. */
  private static final int CHUNK = 100;

  private static final int MOST_DOUBLINGS = 20;

  /** The longest that a note rests. */
  private static final Duration LONGEST_REST = Duration.ofHours(24);

  private final OrphanTreatment treatment;
  private final OrphanNotes notes;

  OrphanStep(OrphanTreatment treatment, OrphanNotes notes) {
    this.treatment = treatment;
    this.notes = notes;
  }

  @Override
  public boolean visit(List<ListedObject> notes, SweepRun run) {
    for (ListedObject listed : notes) {
      // A note that was looked at before is as young as that look; a sweep of all looks again.
      if (!run.whole() && !run.older(listed, run.settings().orphanGrace())) {
        continue;
      }
      if (run.budget().spent()) {
        return false;
      }
      Optional<StoredObject> object = run.store().get(listed.key());
      if (object.isPresent() && !settle(listed, object.get(), run)) {
        return false;
      }
    }
    return true;
  }

  /** A note of a relationship of the schema. */
  private record Known(Note note, ForeignKeyConstraint constraint) {}

  /** False if the budget was spent before the note was done. */
  private boolean settle(ListedObject listed, StoredObject object, SweepRun run) {
    Optional<Known> known = known(object, run).filter(it -> due(listed, it.note(), run));
    if (known.isEmpty()) {
      return true;
    }
    Optional<Left> left = treatAll(known.get(), run);
    if (left.isEmpty()) {
      return false;
    }
    if (!run.reportOnly()) {
      keep(object, known.get().note(), left.get(), run);
    }
    return true;
  }

  private static Optional<Known> known(StoredObject object, SweepRun run) {
    Note note;
    try {
      note = OrphanNotes.read(object);
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, object.key());
      return Optional.empty();
    }
    Optional<ForeignKeyConstraint> constraint =
        run.schema().constraints().stream()
            .filter(k -> k.id().equals(note.relationship()))
            .findFirst();
    if (constraint.isEmpty()) {
      run.reporting(Finding.UNDECLARED_OBJECT, object.key());
    }
    return constraint.map(declared -> new Known(note, declared));
  }

  /** Empty if the budget was spent before all whom the note names were looked at. */
  private Optional<Left> treatAll(Known known, SweepRun run) {
    Left left = new Left();
    List<Orphan> candidates = known.note().candidates();
    for (int from = 0; from < candidates.size(); from += CHUNK) {
      if (from > 0 && run.budget().spent()) {
        return Optional.empty();
      }
      List<Orphan> chunk = candidates.subList(from, Math.min(candidates.size(), from + CHUNK));
      treat(known.constraint(), chunk, run, left);
    }
    return Optional.of(left);
  }

  /** Who is still to be treated after a look at a note. */
  private static final class Left {
    private final List<Orphan> orphans = new ArrayList<>();
    private boolean busy;

    void take(Orphan orphan, Outcome outcome) {
      if (stays(outcome)) {
        orphans.add(orphan);
      }
      busy |= outcome == Outcome.BUSY;
    }

    private static boolean stays(Outcome outcome) {
      return switch (outcome) {
        case NONE, REMOVE, NULLIFY -> false;
        case REPORT, PROTECTED, UNREADABLE, BUSY -> true;
      };
    }
  }

  private static boolean due(ListedObject listed, Note note, SweepRun run) {
    if (run.whole()) {
      return note.tries() > 0 || run.older(listed, run.settings().orphanGrace());
    }
    Duration rest = run.settings().orphanGrace();
    for (int i = 0;
        i < Math.min(note.tries(), MOST_DOUBLINGS) && rest.compareTo(LONGEST_REST) < 0;
        i++) {
      rest = rest.multipliedBy(2);
    }
    return run.older(listed, rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
  }

  private void keep(StoredObject object, Note note, Left left, SweepRun run) {
    if (left.orphans.isEmpty()) {
      run.store().delete(object.key(), Precondition.ifMatch(object.etag()));
    } else if (!left.busy) {
      notes.rewrite(
          object, new Note(note.relationship(), note.at(), note.tries() + 1, left.orphans));
    }
  }

  private void treat(ForeignKeyConstraint constraint, List<Orphan> chunk, SweepRun run, Left left) {
    List<Outcome> outcomes =
        run.reportOnly() ? treatment.look(constraint, chunk) : treatment.treat(constraint, chunk);
    for (int i = 0; i < chunk.size(); i++) {
      Orphan orphan = chunk.get(i);
      tell(outcomes.get(i), Keys.entity(constraint.childPlural(), orphan.child()), run);
      left.take(orphan, outcomes.get(i));
    }
  }

  private static void tell(Outcome outcome, String key, SweepRun run) {
    switch (outcome) {
      case NONE, BUSY -> {}
      case REMOVE -> run.fixing(Finding.ORPHAN_TO_REMOVE, key);
      case NULLIFY -> run.fixing(Finding.ORPHAN_TO_NULLIFY, key);
      case REPORT -> run.reporting(Finding.ORPHAN_TO_REPORT, key);
      case PROTECTED -> run.reporting(Finding.ORPHAN_PROTECTED, key);
      case UNREADABLE -> run.reporting(Finding.UNREADABLE_OBJECT, key);
    }
  }
}
