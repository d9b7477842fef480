package dev.ligature.simulation.mutation;

import dev.ligature.simulation.PassThrough;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store through which one actor of a script works. Once, at a request that the script names,
 * others have their turn: so the actor sleeps there for as long as they take.
 */
final class Beside extends PassThrough {

  private final Predicate<String> beforePut;
  private final Predicate<String> afterList;
  private final Predicate<String> beforeRemoval;
  private @Nullable Runnable others;

  private Beside(
      ObjectStore store,
      Predicate<String> beforePut,
      Predicate<String> afterList,
      Predicate<String> beforeRemoval,
      Runnable others) {
    super(store);
    this.beforePut = beforePut;
    this.afterList = afterList;
    this.beforeRemoval = beforeRemoval;
    this.others = others;
  }

  /** The actor sleeps before it puts such a key. */
  static Beside beforePut(ObjectStore store, Predicate<String> key, Runnable others) {
    return new Beside(store, key, _ -> false, _ -> false, others);
  }

  /** The actor sleeps after it has listed such a prefix. */
  static Beside afterList(ObjectStore store, Predicate<String> prefix, Runnable others) {
    return new Beside(store, _ -> false, prefix, _ -> false, others);
  }

  /** The actor sleeps before it removes such a key with a request that may remove several. */
  static Beside beforeRemoval(ObjectStore store, Predicate<String> key, Runnable others) {
    return new Beside(store, _ -> false, _ -> false, key, others);
  }

  private void turn() {
    Runnable now = others;
    others = null;
    if (now != null) {
      now.run();
    }
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    if (beforePut.test(key)) {
      turn();
    }
    return super.put(key, body, precondition);
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    ObjectPage page = super.list(prefix, startAfter, limit);
    if (afterList.test(prefix)) {
      turn();
    }
    return page;
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    if (deletions.stream().map(Deletion::key).anyMatch(beforeRemoval)) {
      turn();
    }
    return super.deleteAll(deletions);
  }
}
