package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Fences that have outlived every writer which could have run into them, and the notes that tell
 * where they stand. A note is written before its fence, so the fence is never older than the note
 * was at its last writing; and whoever could run into it had begun before either.
 */
final class FenceStep implements PrefixStep.Visitor {

  private final EntityCodec codec;

  FenceStep(EntityCodec codec) {
    this.codec = codec;
  }

  @Override
  public boolean visit(List<ListedObject> notes, SweepRun run) {
    List<ListedObject> old =
        notes.stream().filter(note -> run.older(note, run.settings().fenceAge())).toList();
    List<Boolean> free = run.platform().parallel().map(old, note -> remove(note, run));
    List<Deletion> deletions = new ArrayList<>();
    for (int i = 0; i < old.size(); i++) {
      if (free.get(i)) {
        deletions.add(Deletion.ifMatch(old.get(i).key(), old.get(i).etag()));
      }
    }
    if (!deletions.isEmpty() && !run.reportOnly()) {
      run.store().deleteAll(deletions);
    }
    return true;
  }

  /** Where a note says that a fence stands. */
  private record Place(ModelDefinition model, UUID id) {

    String key() {
      return Keys.entity(model.plural(), id);
    }
  }

  private static Optional<Place> place(ListedObject note, SweepRun run) {
    String[] segments = note.key().substring(Keys.fenceNotes().length()).split("/", 2);
    UUID id = Keys.lastId(note.key());
    return id == null
        ? Optional.empty()
        : run.schema().plural(segments[0]).map(model -> new Place(model, id));
  }

  /** Whether no fence stands there any more. */
  private boolean remove(ListedObject note, SweepRun run) {
    Optional<Place> place = place(note, run);
    if (place.isEmpty()) {
      run.reporting(Finding.UNDECLARED_OBJECT, note.key());
      return false;
    }
    String key = place.get().key();
    try {
      return !(look(place.get(), run) instanceof Lookup.Fenced fenced) || remove(key, fenced, run);
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, key);
      return false;
    }
  }

  private Lookup look(Place place, SweepRun run) {
    return codec.read(place.model(), place.id(), run.store().get(place.key()));
  }

  private static boolean remove(String key, Lookup.Fenced fenced, SweepRun run) {
    if (run.reportOnly()) {
      run.reporting(Finding.EXPIRED_FENCE, key);
      return false;
    }
    DeleteOutcome outcome = run.store().delete(key, Precondition.ifMatch(fenced.etag()));
    boolean gone = outcome != DeleteOutcome.CHANGED && outcome != DeleteOutcome.THROTTLED;
    run.tallies().add(Finding.EXPIRED_FENCE, key, gone);
    return gone;
  }
}
