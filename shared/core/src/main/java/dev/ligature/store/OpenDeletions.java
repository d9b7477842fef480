package dev.ligature.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The deletions of one {@link ObjectStore#deleteAll} that is tried in several rounds, and which of
 * them have no outcome yet. A deletion is known by its place in the call.
 */
final class OpenDeletions {

  private final List<Deletion> deletions;
  private final DeleteOutcome[] outcomes;
  private final boolean[] uncertain;
  private List<Integer> open;

  OpenDeletions(List<Deletion> deletions) {
    this.deletions = deletions;
    this.outcomes = new DeleteOutcome[deletions.size()];
    this.uncertain = new boolean[deletions.size()];
    this.open = IntStream.range(0, deletions.size()).boxed().toList();
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** The first that wait, at most so many. */
  List<Deletion> first(int most) {
    return open.stream().limit(most).map(deletions::get).toList();
  }

  /**
   * Takes the answers for the first so many. Those that were refused for now are the next ones.
   *
   * @return how many were refused
   */
  int answered(int batch, List<DeleteOutcome> answers) {
    List<Integer> again = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      int place = open.get(i);
      switch (answers.get(i)) {
        case THROTTLED -> again.add(place);
        case FAILED -> {
          uncertain[place] = true;
          again.add(place);
        }
        case MISSING ->
            outcomes[place] = uncertain[place] ? DeleteOutcome.UNCERTAIN : DeleteOutcome.MISSING;
        case DELETED, CHANGED, UNCERTAIN -> outcomes[place] = answers.get(i);
      }
    }
    int refused = again.size();
    again.addAll(open.subList(batch, open.size()));
    open = again;
    return refused;
  }

  /** The answer for the first so many was lost: each of them may be deleted or not. */
  void lost(int batch) {
    open.stream().limit(batch).forEach(place -> uncertain[place] = true);
  }

  /** The outcomes of all, once none waits, in the order of the call. */
  List<DeleteOutcome> outcomes() {
    return List.of(outcomes);
  }
}
