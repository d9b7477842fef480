package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Hint;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.cascade.OrphanTreatment;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.cascade.graph.OrphanNotes.Orphan;
import dev.ligature.data.generation.Generations;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks whether the parents of references that hold are there. Where one is not, a DO_NOTHING child
 * is an orphan: deletes leave notes of theirs, so one without a note came to the bucket otherwise,
 * and is given a note now, from which its grace period counts. Any other child should have gone
 * with its parent; if no job is under way, a promise is broken, and a person must look.
 */
final class ParentCheck implements HintStep.Holding {

  /** Beyond so many jobs the sweep does not judge; the audit does. */
  private static final int JOBS_LOOKED_AT = 1_000;

  private final OrphanTreatment orphans;
  private final EntityCodec codec;
  private final JobsUnderWay jobs;
  private final Generations generations;

  ParentCheck(
      OrphanTreatment orphans, EntityCodec codec, JobsUnderWay jobs, Generations generations) {
    this.generations = generations;
    this.orphans = orphans;
    this.codec = codec;
    this.jobs = jobs;
  }

  @Override
  public void see(List<Hint> hints, SweepRun run) {
    List<Hint.Link> links = hints.stream().map(Hint::link).distinct().toList();
    List<Boolean> gone = run.platform().parallel().map(links, link -> gone(link, run));
    Set<Hint.Link> dead = new HashSet<>();
    for (int i = 0; i < links.size(); i++) {
      if (gone.get(i)) {
        dead.add(links.get(i));
      }
    }
    List<Hint> childless = hints.stream().filter(hint -> dead.contains(hint.link())).toList();
    // By an older schema than the bucket's, the rule of a key may be another by now.
    if (childless.isEmpty() || (!run.reportOnly() && !generations.isLatest())) {
      return;
    }
    noteOrphans(childless.stream().filter(h -> rule(h) == OnDelete.DO_NOTHING).toList(), run);
    reportDangling(childless.stream().filter(h -> rule(h) != OnDelete.DO_NOTHING).toList(), run);
  }

  private static OnDelete rule(Hint hint) {
    return constraint(hint).onDelete();
  }

  private static ForeignKeyConstraint constraint(Hint hint) {
    Hint.Link link = hint.link();
    if (link == null) {
      throw new IllegalArgumentException(hint.key() + " is no reference");
    }
    return link.constraint();
  }

  private boolean gone(Hint.Link link, SweepRun run) {
    try {
      return orphans.gone(
          run.schema().model(link.constraint().parent()).orElseThrow(), link.parent());
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
      return false;
    }
  }

  private void noteOrphans(List<Hint> found, SweepRun run) {
    List<Hint> treated =
        found.stream().filter(h -> constraint(h).orphans() != OrphanPolicy.REPORT).toList();
    if (treated.isEmpty()) {
      return;
    }
    Optional<Set<Orphan>> noted = noted(run);
    if (noted.isEmpty()) {
      // More notes than can be looked at now: these may be among them.
      return;
    }
    Map<ForeignKeyConstraint, List<Orphan>> missing = withoutNote(treated, noted.get(), run);
    if (!run.reportOnly()) {
      missing.forEach(orphans::note);
    }
  }

  /** Those whom no note names yet, by their key. Each is counted. */
  private static Map<ForeignKeyConstraint, List<Orphan>> withoutNote(
      List<Hint> found, Set<Orphan> noted, SweepRun run) {
    Map<ForeignKeyConstraint, List<Orphan>> missing = new LinkedHashMap<>();
    for (Hint hint : found) {
      Hint.Link link = hint.link();
      if (link != null) {
        Orphan orphan = new Orphan(hint.id(), link.parent());
        if (!noted.contains(orphan)) {
          missing.computeIfAbsent(link.constraint(), _ -> new ArrayList<>()).add(orphan);
          run.fixing(Finding.ORPHAN_WITHOUT_NOTE, hint.entityKey());
        }
      }
    }
    return missing;
  }

  /** All whom notes name; empty if there are too many notes. */
  private static Optional<Set<Orphan>> noted(SweepRun run) {
    int most = Math.min(run.settings().notesPerSlice(), ObjectStore.MAX_BATCH);
    ObjectPage page = run.store().list(Keys.orphanNotes(), null, most);
    if (page.next() != null) {
      return Optional.empty();
    }
    Set<Orphan> all = new HashSet<>();
    List<String> keys = page.objects().stream().map(ListedObject::key).toList();
    for (Optional<StoredObject> note : run.platform().parallel().map(keys, run.store()::get)) {
      note.ifPresent(object -> all.addAll(candidates(object)));
    }
    return Optional.of(all);
  }

  private static List<Orphan> candidates(StoredObject note) {
    try {
      return OrphanNotes.read(note).candidates();
    } catch (CorruptObjectException e) {
      // The step that treats notes reports it.
      return List.of();
    }
  }

  private void reportDangling(List<Hint> found, SweepRun run) {
    if (found.isEmpty() || jobs.any(JOBS_LOOKED_AT)) {
      return;
    }
    // Every job that could have taken these parents had ended by now; so whoever still refers to
    // one was left behind.
    Map<Hint.Link, Boolean> gone = new HashMap<>();
    for (Hint hint : found) {
      Hint.Link link = hint.link();
      if (link != null
          && stillHolds(hint, run)
          && gone.computeIfAbsent(link, each -> gone(each, run))) {
        run.reporting(Finding.DANGLING_KEY, hint.entityKey());
      }
    }
  }

  private boolean stillHolds(Hint hint, SweepRun run) {
    try {
      return codec.read(hint.model(), hint.id(), run.store().get(hint.entityKey()))
              instanceof Lookup.Present present
          && hint.holds(present);
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
      return false;
    }
  }
}
