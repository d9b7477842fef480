package dev.ligature.audit;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Marks;
import dev.ligature.data.write.ClaimUpkeep;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/**
 * Adopts entities that others wrote (a bucket of s3verless whose base is {@code data}), or that are
 * older than an index: writes the references, index entries and claims that they lack. Entities
 * themselves are not touched. What is there already stays as it is, so a reindex may be repeated,
 * and may run while the bucket is in use.
 *
 * <p>A reindex makes keys findable; whether their parents exist the {@link Audit} tells.
 */
public final class Reindex {

  private final Schema schema;
  private final ObjectStore store;
  private final Platform platform;
  private final EntityCodec codec;
  private final Marks marks;
  private final ClaimUpkeep claims;

  /** Works on this store. */
  public Reindex(Schema schema, ObjectStore store, Platform platform) {
    this.schema = schema;
    this.store = store;
    this.platform = platform;
    this.codec = new EntityCodec(platform);
    this.marks = new Marks(store, platform);
    this.claims = new ClaimUpkeep(store, platform);
  }

  /** Counts, from many threads. */
  private static final class Sums {
    private final LongAdder entities = new LongAdder();
    private final LongAdder references = new LongAdder();
    private final LongAdder indexEntries = new LongAdder();
    private final LongAdder claims = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final List<String> conflictSamples = new ArrayList<>();
    private final List<String> unreadableSamples = new ArrayList<>();

    private synchronized void sample(List<String> samples, String text) {
      if (samples.size() < ReindexReport.SAMPLES) {
        samples.add(text);
      }
    }

    private synchronized ReindexReport report() {
      return new ReindexReport(
          entities.sum(),
          references.sum(),
          indexEntries.sum(),
          claims.sum(),
          conflictSamples,
          conflicts.sum(),
          unreadableSamples,
          unreadable.sum());
    }
  }

  /**
   * Goes through all entities. Requests for each: one GET, one PUT for each key, and up to three
   * for each unique place.
   */
  public ReindexReport run(Audit.Listener listener) {
    Sums sums = new Sums();
    for (ModelDefinition model : schema.models()) {
      adoptAll(model, listener, sums);
    }
    return sums.report();
  }

  private void adoptAll(ModelDefinition model, Audit.Listener listener, Sums sums) {
    String folder = Keys.entities(model.plural());
    String after = null;
    long seen = 0;
    do {
      ObjectPage page = store.list(folder, after, ObjectStore.MAX_BATCH);
      adoptPage(model, page.objects(), sums);
      seen += page.objects().size();
      listener.read(folder, seen);
      after = page.next();
    } while (after != null);
  }

  private void adoptPage(ModelDefinition model, List<ListedObject> page, Sums sums) {
    platform
        .parallel()
        .map(
            page,
            object -> {
              adopt(model, object, sums);
              return object;
            });
  }

  private void adopt(ModelDefinition model, ListedObject object, Sums sums) {
    UUID id = Keys.entityId(object.key());
    try {
      if (id == null || !object.key().equals(Keys.entity(model.plural(), id))) {
        throw new CorruptObjectException(object.key(), "its key names no id", null);
      }
      if (codec.read(model, id, store.get(object.key())) instanceof Lookup.Present present
          && marks.deletionOf(present) != DeletionState.GONE) {
        sums.entities.increment();
        adopt(model, id, EntityKeys.of(model, id, present.entity().fields()), sums);
      }
    } catch (CorruptObjectException e) {
      sums.unreadable.increment();
      sums.sample(sums.unreadableSamples, e.explanation());
    }
  }

  private void adopt(ModelDefinition model, UUID id, EntityKeys keys, Sums sums) {
    keys.references().forEach(key -> write(key, sums.references));
    keys.indexEntries().forEach(key -> write(key, sums.indexEntries));
    keys.claims()
        .forEach(
            (field, claim) -> {
              switch (claims.adopt(model, id, field, claim)) {
                case ClaimUpkeep.Adoption.Known() -> {}
                case ClaimUpkeep.Adoption.Claimed() -> sums.claims.increment();
                case ClaimUpkeep.Adoption.Held(UUID holder) -> {
                  sums.conflicts.increment();
                  sums.sample(
                      sums.conflictSamples,
                      Keys.entity(model.plural(), id) + " " + field + " is held by " + holder);
                }
              }
            });
  }

  private void write(String key, LongAdder written) {
    if (store.put(key, codec.nonceBody(), Precondition.ifAbsent()).written()) {
      written.increment();
    }
  }
}
