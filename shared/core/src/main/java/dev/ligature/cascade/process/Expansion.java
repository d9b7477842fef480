package dev.ligature.cascade.process;

import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Task;
import dev.ligature.cascade.process.ChildResolution.Candidate;
import dev.ligature.data.entity.Keys;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Reads the references to a set of parents, page by page, and shows them to a visitor in chunks of
 * bounded size. Between two chunks it may stop; what is left is again such work. So its memory is
 * bounded whatever the graph, and no invocation runs past its budget.
 */
public final class Expansion {

  /** Parents whose first pages are read side by side. */
  private static final int GROUP = 32;

  private final CascadeContext context;

  public Expansion(CascadeContext context) {
    this.context = context;
  }

  /**
   * Shows the references.
   *
   * @param follows which relationships to look at
   * @param visit gets a relationship and candidates, at most about twice the page size at once
   * @return what is left to do, because the budget was spent
   */
  public List<Task.Work.Expand> expand(
      Task.Work.Expand work,
      Budget budget,
      Predicate<ForeignKeyConstraint> follows,
      BiConsumer<ForeignKeyConstraint, List<Candidate>> visit) {
    List<Task.Work.Expand> left = new ArrayList<>();
    boolean moved = false; // at least one chunk per invocation, so that all work ends
    for (ForeignKeyConstraint constraint : context.plural(work.plural()).referencedBy()) {
      boolean wanted = work.relationship() == null || work.relationship().equals(constraint.id());
      if (!wanted || !follows.test(constraint)) {
        continue;
      }
      if (work.startAfter() != null) {
        left.addAll(
            pages(work, constraint, work.parents().getFirst(), work.startAfter(), budget, visit));
        moved = true;
        continue;
      }
      for (int from = 0; from < work.parents().size(); from += GROUP) {
        List<UUID> group =
            work.parents().subList(from, Math.min(work.parents().size(), from + GROUP));
        if (moved && budget.spent()) {
          left.add(
              new Task.Work.Expand(
                  work.plural(),
                  List.copyOf(work.parents().subList(from, work.parents().size())),
                  constraint.id(),
                  null));
          break;
        }
        left.addAll(group(work, constraint, group, budget, visit));
        moved = true;
      }
    }
    return left;
  }

  private List<Task.Work.Expand> group(
      Task.Work.Expand work,
      ForeignKeyConstraint constraint,
      List<UUID> parents,
      Budget budget,
      BiConsumer<ForeignKeyConstraint, List<Candidate>> visit) {
    int pageSize = context.pageSize();
    List<ObjectPage> firstPages =
        context
            .platform()
            .parallel()
            .map(
                parents,
                parent ->
                    context.store().list(Keys.references(constraint, parent), null, pageSize));
    List<Candidate> chunk = new ArrayList<>();
    int visited = 0;
    // The first chunk in any case, so that all work ends; after it, time may be up at each.
    for (boolean stop = false; visited < parents.size() && !stop; visited++) {
      chunk.addAll(candidates(parents.get(visited), firstPages.get(visited)));
      if (chunk.size() >= pageSize) {
        visit.accept(constraint, chunk);
        chunk = new ArrayList<>();
        stop = budget.spent();
      }
    }
    if (!chunk.isEmpty()) {
      visit.accept(constraint, chunk);
    }
    List<Task.Work.Expand> left = new ArrayList<>();
    if (visited < parents.size()) {
      left.add(
          new Task.Work.Expand(
              work.plural(),
              List.copyOf(parents.subList(visited, parents.size())),
              constraint.id(),
              null));
    }
    for (int i = 0; i < visited; i++) {
      String next = firstPages.get(i).next();
      if (next != null) {
        left.addAll(pages(work, constraint, parents.get(i), next, budget, visit));
      }
    }
    return left;
  }

  /** The further pages of one parent. */
  private List<Task.Work.Expand> pages(
      Task.Work.Expand work,
      ForeignKeyConstraint constraint,
      UUID parent,
      String startAfter,
      Budget budget,
      BiConsumer<ForeignKeyConstraint, List<Candidate>> visit) {
    boolean continued = startAfter.equals(work.startAfter());
    String after = startAfter;
    while (after != null) {
      if (!continued && budget.spent()) {
        return List.of(
            new Task.Work.Expand(work.plural(), List.of(parent), constraint.id(), after));
      }
      continued = false;
      ObjectPage page =
          context.store().list(Keys.references(constraint, parent), after, context.pageSize());
      List<Candidate> chunk = candidates(parent, page);
      if (!chunk.isEmpty()) {
        visit.accept(constraint, chunk);
      }
      after = page.next();
    }
    return List.of();
  }

  private static List<Candidate> candidates(UUID parent, ObjectPage page) {
    return page.objects().stream()
        .map(ListedObject::key)
        .map(Keys::lastId)
        .filter(Objects::nonNull)
        .map(child -> new Candidate(parent, child))
        .toList();
  }
}
