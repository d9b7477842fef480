package dev.ligature.audit;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Marks;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** What the parts of one audit share. Findings may come from many threads. */
final class AuditRun {

  private static final int SAMPLES = 20;

  /** Unreadable objects remembered, so that each counts once. */
  private static final int MAX_UNREADABLE = 10_000;

  final Schema schema;
  final ObjectStore store;
  final Platform platform;
  final EntityCodec codec;
  final Marks marks;
  final KeyFingerprint keys = new KeyFingerprint();
  private final Audit.Listener listener;
  private final Map<AuditFinding, List<String>> samples = new EnumMap<>(AuditFinding.class);
  private final Map<AuditFinding, Long> counts = new EnumMap<>(AuditFinding.class);
  private final Set<String> unreadable = new HashSet<>();
  long entities;
  long references;

  AuditRun(Schema schema, ObjectStore store, Platform platform, Audit.Listener listener) {
    this.schema = schema;
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.marks = new Marks(store, platform);
    this.listener = listener;
  }

  synchronized void find(AuditFinding finding, String what) {
    counts.merge(finding, 1L, Long::sum);
    List<String> kept = samples.computeIfAbsent(finding, _ -> new ArrayList<>());
    if (kept.size() < SAMPLES) {
      kept.add(what);
    }
  }

  synchronized Map<AuditFinding, AuditReport.Tally> findings() {
    Map<AuditFinding, AuditReport.Tally> tallies = new EnumMap<>(AuditFinding.class);
    counts.forEach(
        (finding, count) ->
            tallies.put(
                finding, new AuditReport.Tally(count, samples.getOrDefault(finding, List.of()))));
    return tallies;
  }

  /** Shows everything under a prefix, page by page. */
  void eachPage(String prefix, Consumer<List<ListedObject>> visit) {
    String after = null;
    long seen = 0;
    do {
      ObjectPage page = store.list(prefix, after, ObjectStore.MAX_BATCH);
      if (!page.objects().isEmpty()) {
        visit.accept(page.objects());
      }
      seen += page.objects().size();
      listener.read(prefix, seen);
      after = page.next();
    } while (after != null);
  }

  Lookup read(ModelDefinition model, UUID id) {
    return codec.read(model, id, store.get(Keys.entity(model.plural(), id)));
  }

  /** Whether a lookup shows an entity that is there for readers. */
  boolean living(Lookup lookup) {
    return lookup instanceof Lookup.Present present
        && marks.deletionOf(present) != DeletionState.GONE;
  }

  /** Runs a look at one object; if that cannot be read, this is a finding. */
  void reading(Runnable look) {
    try {
      look.run();
    } catch (CorruptObjectException e) {
      if (unreadable(e.key())) {
        find(AuditFinding.UNREADABLE_OBJECT, e.key());
      }
    }
  }

  /** Whether this is told for the first time; an object is met in several ways. */
  private synchronized boolean unreadable(String key) {
    return unreadable.size() >= MAX_UNREADABLE || unreadable.add(key);
  }

  /** Looks at items side by side; an unreadable one is a finding. */
  <T> void eachReading(List<T> items, Consumer<T> look) {
    platform
        .parallel()
        .map(
            items,
            item -> {
              reading(() -> look.accept(item));
              return item;
            });
  }
}
