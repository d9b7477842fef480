package dev.ligature.sweep;

import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through everything under a prefix, a bounded number of objects in each slice. */
final class PrefixStep implements SweepStep {

  /** Looks at a part of the objects. */
  interface Visitor {
    /**
     * Looks at some objects, in the order of their keys.
     *
     * @return false if the budget was spent before all were done: they are shown again
     */
    boolean visit(List<ListedObject> objects, SweepRun run);
  }

  private final String name;
  private final String prefix;
  private final int sliceSize;
  private final Visitor visitor;

  PrefixStep(String name, String prefix, int sliceSize, Visitor visitor) {
    this.name = name;
    this.prefix = prefix;
    this.sliceSize = sliceSize;
    this.visitor = visitor;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Slice sweep(@Nullable String position, SweepRun run) {
    String after = position;
    int left = sliceSize;
    while (left > 0) {
      ObjectPage page = run.store().list(prefix, after, Math.min(left, ObjectStore.MAX_BATCH));
      if (!page.objects().isEmpty() && !visitor.visit(page.objects(), run)) {
        return new Slice(after, false);
      }
      if (page.next() == null) {
        return new Slice(null, true);
      }
      after = page.next();
      left -= page.objects().size();
      if (run.budget().spent()) {
        break;
      }
    }
    return new Slice(after, false);
  }
}
