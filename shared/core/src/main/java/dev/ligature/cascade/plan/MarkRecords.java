package dev.ligature.cascade.plan;

import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Mark;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.Cas;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.Precondition;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Which entities a job may have condemned, written before it does, and the taking back of marks.
 */
public final class MarkRecords {

  private final CascadeContext context;

  public MarkRecords(CascadeContext context) {
    this.context = context;
  }

  public static String folder(UUID jobId) {
    return Keys.marks(jobId);
  }

  /** Of one model, the entities that a task was about to condemn. */
  private record Note(String plural, List<UUID> ids) {}

  /**
   * Notes that a task is about to condemn these. A task that comes again, because it met an older
   * job, writes the same note.
   */
  void intend(TaskRef task, String plural, List<UUID> ids) {
    Note note = new Note(plural, ids);
    context.store().put(folder(task.jobId()) + task.id(), Json.write(note), Precondition.none());
  }

  /**
   * Takes back the job's marks for which {@code takeBack} holds, and the notes of them with it.
   *
   * @return false if the budget was spent before all were done; call again
   */
  public boolean takeBack(Job job, Predicate<Mark> takeBack, Budget budget) {
    while (true) {
      ObjectPage page = context.store().list(folder(job.id()), null, 10);
      for (ListedObject note : page.objects()) {
        context
            .store()
            .get(note.key())
            .ifPresent(o -> takeBack(job, Json.read(o.key(), o.body(), Note.class), takeBack));
      }
      context.remove(page.objects().stream().map(ListedObject::key).toList());
      if (page.next() == null) {
        return true;
      }
      if (budget.spent()) {
        return false;
      }
    }
  }

  private void takeBack(Job job, Note note, Predicate<Mark> takeBack) {
    ModelDefinition model = context.plural(note.plural());
    context
        .platform()
        .parallel()
        .map(
            note.ids(),
            id ->
                context
                    .cas()
                    .update(
                        Keys.entity(model.plural(), id),
                        object ->
                            context.read(model, id, object) instanceof Lookup.Present present
                                    && present.mark() != null
                                    && present.mark().jobId().equals(job.id())
                                    && takeBack.test(present.mark())
                                ? Cas.Decision.write(
                                    context
                                        .codec()
                                        .write(
                                            present.entity(),
                                            null,
                                            present.nulledBy(),
                                            present.stamp()),
                                    true)
                                : Cas.Decision.leave(false)));
  }
}
