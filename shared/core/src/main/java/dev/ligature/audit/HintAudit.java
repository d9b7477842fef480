package dev.ligature.audit;

import dev.ligature.bucket.Hint;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.schema.Schema;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The second half of an audit: every reference and index entry is listed. References come in the
 * order of their parents, and so do the parents, so one walk along both tells which parents are
 * missing, without reading any.
 */
final class HintAudit {

  /**
   * One of the two kinds of hints.
   *
   * @param folder where they lie
   * @param reader reads a key; empty if the schema has no place for it
   * @param stale what one is whose entity stands elsewhere
   * @param withoutEntity what one is whose entity is not there
   */
  private record Kind(
      String folder,
      BiFunction<Schema, String, Optional<Hint>> reader,
      AuditFinding stale,
      AuditFinding withoutEntity) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              Keys.references(),
              Hint::reference,
              AuditFinding.STALE_REFERENCE,
              AuditFinding.REFERENCE_WITHOUT_CHILD),
          new Kind(
              Keys.indexEntries(),
              Hint::indexEntry,
              AuditFinding.STALE_INDEX_ENTRY,
              AuditFinding.INDEX_ENTRY_WITHOUT_ENTITY));

  private final AuditRun run;
  private final DanglingKeys dangling;

  /** Of the reference before. */
  private Hint.@Nullable Link last;

  private Parents parents = new Parents("");

  HintAudit(AuditRun run, DanglingKeys dangling) {
    this.run = run;
    this.dangling = dangling;
  }

  void all() {
    for (Kind kind : KINDS) {
      run.eachPage(kind.folder(), page -> note(page, kind));
    }
  }

  private void note(List<ListedObject> page, Kind kind) {
    for (ListedObject object : page) {
      Optional<Hint> hint = kind.reader().apply(run.schema, object.key());
      if (hint.isEmpty()) {
        run.find(AuditFinding.UNDECLARED_OBJECT, object.key());
        continue;
      }
      run.keys.found(object.key());
      Hint.Link link = hint.get().link();
      if (link != null) {
        run.references++;
        compareWithParents(link);
      }
    }
  }

  private void compareWithParents(Hint.Link link) {
    if (link.equals(last)) {
      return;
    }
    if (last == null || !last.constraint().equals(link.constraint())) {
      parents = new Parents(Keys.entities(link.constraint().parentPlural()));
    }
    last = link;
    if (!parents.has(link.parent())) {
      dangling.checkParent(link.constraint(), link.parent());
    }
  }

  /** The ids under a model's folder, asked for in their order. */
  private final class Parents {
    private final String folder;
    private final Deque<String> ids = new ArrayDeque<>();
    private @Nullable String after;
    private boolean ended;

    Parents(String folder) {
      this.folder = folder;
    }

    boolean has(UUID id) {
      String wanted = id.toString();
      dropBefore(wanted);
      while (ids.isEmpty() && !ended) {
        listFrom(wanted);
        dropBefore(wanted);
      }
      return wanted.equals(ids.peekFirst());
    }

    private void dropBefore(String wanted) {
      while (!ids.isEmpty() && ids.peekFirst().compareTo(wanted) < 0) {
        ids.removeFirst();
      }
    }

    private void listFrom(String wanted) {
      // What lies between is of no interest: go on just before the one that is asked for.
      String from = folder + wanted;
      ObjectPage page =
          run.store.list(
              folder,
              after == null || after.compareTo(from) < 0 ? from : after,
              ObjectStore.MAX_BATCH);
      for (ListedObject object : page.objects()) {
        UUID found = Keys.entityId(object.key());
        if (found != null) {
          ids.addLast(found.toString());
        }
      }
      after = page.next();
      ended = after == null;
    }
  }

  /** Looks at the keys that seemed to be there in vain. */
  void verifyFound() {
    for (Kind kind : KINDS) {
      run.eachPage(
          kind.folder(),
          page -> run.eachReading(suspicious(page, kind), hint -> verify(hint, kind)));
    }
  }

  private List<Hint> suspicious(List<ListedObject> page, Kind kind) {
    return page.stream()
        .filter(object -> run.keys.suspicious(object.key()))
        .flatMap(object -> kind.reader().apply(run.schema, object.key()).stream())
        .toList();
  }

  private void verify(Hint hint, Kind kind) {
    switch (run.read(hint.model(), hint.id())) {
      case Lookup.Absent _, Lookup.Fenced _ -> run.find(kind.withoutEntity(), hint.key());
      case Lookup.Present present -> {
        if (!hint.holds(present)) {
          run.find(kind.stale(), hint.key());
        }
      }
    }
  }
}
