package dev.ligature.cascade.graph;

import dev.ligature.bucket.Keys;
import dev.ligature.cascade.graph.ChildResolution.Candidate;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Task.Work.Expand;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/**
 * Walks the references to a set of parents, in chunks of bounded size that the caller iterates.
 * When the budget is spent it ends early, and {@link #left} tells what there is still to do, as
 * such work again. So memory is bounded whatever the graph, and no invocation runs past its budget.
 * Every walk reads something before it looks at the budget, so all work ends.
 *
 * <p>Requests: one LIST for each parent and relationship, and one more for each further page.
 * {@link #hasNext} makes them. For one thread.
 */
public final class ReferenceWalk implements Iterator<ReferenceWalk.Chunk> {

  /** Parents whose first pages are read side by side. */
  private static final int GROUP = 32;

  private final CascadeContext context;
  private final String plural;
  private final Budget budget;

  /** Not yet listed. */
  private final Deque<Range> ranges = new ArrayDeque<>();

  /** The further pages of parents that were given out; before all else. */
  private final Deque<Range> further = new ArrayDeque<>();

  /** Listed, and not yet given out. */
  private final Deque<Listed> listed = new ArrayDeque<>();

  private boolean moved;
  private boolean stopped;

  /** Whether the first of those listed is to be given out whatever the budget says by now. */
  private boolean due;

  /**
   * @param follows which relationships to look at
   */
  public ReferenceWalk(
      CascadeContext context, Expand work, Budget budget, Predicate<ForeignKeyConstraint> follows) {
    this.context = context;
    this.plural = work.plural();
    this.budget = budget;
    context.plural(plural).referencedBy().stream()
        .filter(key -> work.relationship() == null || work.relationship().equals(key.id()))
        .filter(follows)
        .forEach(key -> addRanges(key, work));
  }

  private void addRanges(ForeignKeyConstraint key, Expand work) {
    if (work.startAfter() != null) {
      ranges.add(new Range(key, work.parents(), work.startAfter()));
      return;
    }
    work.parents().stream()
        .gather(Gatherers.windowFixed(GROUP))
        .forEach(parents -> ranges.add(new Range(key, parents, null)));
  }

  /**
   * References through one relationship.
   *
   * @param key the relationship
   * @param candidates who may refer to the parents; at most about twice the page size
   */
  public record Chunk(ForeignKeyConstraint key, List<Candidate> candidates) {}

  /**
   * References still to be listed.
   *
   * @param startAfter of one parent, behind this key; {@code null} for all
   */
  private record Range(ForeignKeyConstraint key, List<UUID> parents, @Nullable String startAfter) {}

  /**
   * A chunk, and where it is from.
   *
   * @param rest the further pages of its parents
   */
  private record Listed(Chunk chunk, Range from, List<Range> rest) {}

  @Override
  public boolean hasNext() {
    while (!due && !stopped && anythingLeft()) {
      if (moved && budget.spent()) {
        stopped = true;
      } else if (listed.isEmpty()) {
        list(further.isEmpty() ? ranges.removeFirst() : further.removeFirst());
        moved = true;
        skipEmpty();
        due = !listed.isEmpty();
      } else {
        due = true;
      }
    }
    return due;
  }

  private boolean anythingLeft() {
    return !listed.isEmpty() || !further.isEmpty() || !ranges.isEmpty();
  }

  @Override
  public Chunk next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    due = false;
    return take().chunk();
  }

  private void skipEmpty() {
    while (!listed.isEmpty() && listed.getFirst().chunk().candidates().isEmpty()) {
      take();
    }
  }

  private Listed take() {
    Listed first = listed.removeFirst();
    further.addAll(first.rest());
    return first;
  }

  private void list(Range range) {
    int pageSize = context.pageSize();
    List<ObjectPage> pages =
        context
            .platform()
            .parallel()
            .map(
                range.parents(),
                parent ->
                    context
                        .store()
                        .list(Keys.references(range.key(), parent), range.startAfter(), pageSize));
    List<Candidate> candidates = new ArrayList<>();
    List<UUID> parents = new ArrayList<>();
    List<Range> rest = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      UUID parent = range.parents().get(i);
      parents.add(parent);
      candidates.addAll(candidates(parent, pages.get(i)));
      String next = pages.get(i).next();
      if (next != null) {
        rest.add(new Range(range.key(), List.of(parent), next));
      }
      if (candidates.size() >= pageSize || i == pages.size() - 1) {
        Range from = new Range(range.key(), parents, range.startAfter());
        listed.add(new Listed(new Chunk(range.key(), candidates), from, rest));
        candidates = new ArrayList<>();
        parents = new ArrayList<>();
        rest = new ArrayList<>();
      }
    }
  }

  private static List<Candidate> candidates(UUID parent, ObjectPage page) {
    return page.objects().stream()
        .map(ListedObject::key)
        .map(Keys::lastId)
        .filter(Objects::nonNull)
        .map(child -> new Candidate(parent, child))
        .toList();
  }

  /** What is left to do because the budget was spent; nothing if the walk came to its end. */
  public List<Expand> left() {
    List<Range> all = new ArrayList<>();
    listed.forEach(each -> all.add(each.from()));
    all.addAll(further);
    all.addAll(ranges);
    List<Expand> left = new ArrayList<>();
    for (Range range : all) {
      Expand last = left.isEmpty() ? null : left.getLast();
      boolean joins =
          last != null
              && range.startAfter() == null
              && last.startAfter() == null
              && range.key().id().equals(last.relationship());
      if (joins) {
        List<UUID> both = new ArrayList<>(left.removeLast().parents());
        both.addAll(range.parents());
        left.add(new Expand(plural, both, range.key().id(), null));
      } else {
        left.add(new Expand(plural, range.parents(), range.key().id(), range.startAfter()));
      }
    }
    return left;
  }
}
