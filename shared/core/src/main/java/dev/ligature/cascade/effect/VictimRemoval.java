package dev.ligature.cascade.effect;

import dev.ligature.bucket.EntityKeys;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.cascade.graph.Assignment;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.cascade.job.Victim;
import dev.ligature.data.write.TraceRemoval;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Deletes victims: journal first, then each conditionally on the ETag that was read, then what they
 * stood under besides, then the account of what was done.
 */
public final class VictimRemoval {

  /** Rounds for victims that change while they are being deleted. */
  private static final int MAX_ROUNDS = 50;

  private final CascadeContext context;
  private final Journal journal;
  private final RightOfWay rightOfWay;

  VictimRemoval(CascadeContext context, Journal journal, RightOfWay rightOfWay) {
    this.context = context;
    this.journal = journal;
    this.rightOfWay = rightOfWay;
  }

  /**
   * What became of victims.
   *
   * @param gone those whose deletion is this task's, so that what refers to them is its business
   *     too
   * @param dropped those that are no victims any more, or that another delete has taken
   */
  record Removal(List<UUID> gone, List<Victim> dropped) {}

  /**
   * Takes up what another delivery of the task began and did not account for. That delivery may be
   * dead or only slow, so its own account is left to it; what is gone is noted beside it as
   * "maybe".
   */
  void settle(TaskRef task, List<Journal.Intent> unaccounted) {
    for (Journal.Intent intent : unaccounted) {
      List<Journal.Entry> gone = gone(intent);
      if (!gone.isEmpty()) {
        removeTraces(gone);
        journal.account(
            task,
            journal.newName(Journal.Subject.CHILDREN),
            Journal.Account.deletions(List.of(), gone));
      }
    }
  }

  private List<Journal.Entry> gone(Journal.Intent intent) {
    ModelDefinition model = context.plural(intent.plural());
    List<Lookup> lookups =
        context
            .platform()
            .parallel()
            .map(intent.entries(), e -> context.read(model, e.victim().id()));
    List<Journal.Entry> gone = new ArrayList<>();
    List<String> fences = new ArrayList<>();
    for (int i = 0; i < lookups.size(); i++) {
      Journal.Entry entry = intent.entries().get(i);
      switch (lookups.get(i)) {
        case Lookup.Present _ -> {}
        case Lookup.Absent _ -> gone.add(entry);
        case Lookup.Fenced _ -> {
          gone.add(entry);
          fences.add(Keys.entity(model.plural(), entry.victim().id()));
        }
      }
    }
    // An entity once stood there, so nobody can be about to create it: its fence is of no use.
    context.remove(fences);
    return gone;
  }

  /** Deletes those of a task's victims that still are victims. */
  Removal removeVictims(Assignment assignment, ModelDefinition model, List<Victim> victims) {
    Work work = new Work(assignment, Journal.Subject.TASK, model);
    Removal removal = remove(work, victims, Map.of());
    if (work.unsure) {
      assignment.held().renew();
    }
    return removal;
  }

  /** Deletes children that were read a moment ago, unless they have changed since. */
  Removal removeChildren(
      Assignment assignment, ModelDefinition model, List<Journal.Entry> children) {
    Map<UUID, Journal.Entry> known = new HashMap<>();
    children.forEach(child -> known.put(child.victim().id(), child));
    List<Victim> victims = children.stream().map(Journal.Entry::victim).toList();
    return remove(new Work(assignment, Journal.Subject.CHILDREN, model), victims, known);
  }

  /** How a victim was found, without its body: many large ones must not add up. */
  private sealed interface Look {
    /** It is one still, and is to be deleted as it was read. */
    record Deletable(Journal.Entry entry) implements Look {}

    /** It is none any more. */
    record Dropped(Victim victim) implements Look {}

    /** It is not there. */
    record Vanished(Victim victim) implements Look {}

    /** Another job that has committed deletes it, and treats what hangs below it. */
    record TakenByAnother() implements Look {}
  }

  /** One removal under way. For one thread. */
  private static final class Work {
    private final Job job;
    private final TaskRef task;
    private final Journal.Subject subject;
    private final ModelDefinition model;
    private final List<UUID> gone = new ArrayList<>();
    private final List<Victim> dropped = new ArrayList<>();
    private final List<Victim> vanished = new ArrayList<>();

    /** Of those that S3 called changed, what was tried. */
    private final Map<UUID, Journal.Entry> tried = new HashMap<>();

    /** Whether some are taken to be gone by this task that may not have been deleted by it. */
    private boolean unsure;

    Work(Assignment assignment, Journal.Subject subject, ModelDefinition model) {
      this.job = assignment.job();
      this.task = assignment.task();
      this.subject = subject;
      this.model = model;
    }
  }

  private Removal remove(Work work, List<Victim> victims, Map<UUID, Journal.Entry> known) {
    // A child that moved from one dying parent to another may have been found under both.
    List<Victim> open = distinct(victims);
    for (int round = 0; !open.isEmpty(); round++) {
      if (round == MAX_ROUNDS) {
        throw StoreException.notApplied(
            StoreException.Kind.RETRY, open.size() + " victims change all the time", null);
      }
      open = round(work, open, round == 0 ? known : Map.of());
    }
    if (!work.vanished.isEmpty()) {
      accountVanished(work);
      takeUpVanished(work);
    }
    return new Removal(work.gone, work.dropped);
  }

  /** Looks at victims and deletes those that still are; returns those that changed meanwhile. */
  private List<Victim> round(Work work, List<Victim> open, Map<UUID, Journal.Entry> known) {
    List<Look> looks =
        context
            .platform()
            .parallel()
            .map(
                open,
                victim ->
                    known.containsKey(victim.id())
                        ? new Look.Deletable(known.get(victim.id()))
                        : look(work.job, work.model, victim));
    List<Journal.Entry> entries = new ArrayList<>();
    for (Look look : looks) {
      switch (look) {
        case Look.Deletable(Journal.Entry entry) -> entries.add(entry);
        case Look.Dropped(Victim victim) -> work.dropped.add(victim);
        case Look.Vanished(Victim victim) -> work.vanished.add(victim);
        case Look.TakenByAnother() -> {}
      }
    }
    List<Victim> changed = entries.isEmpty() ? List.of() : delete(work, entries);
    entries.stream()
        .filter(entry -> changed.contains(entry.victim()))
        .forEach(entry -> work.tried.put(entry.victim().id(), entry));
    return changed;
  }

  /**
   * An own try of which S3 said that the object had changed, and then it was gone: the answer of
   * the try before may have been lost, with something else (a fence) standing there since.
   */
  private void accountVanished(Work work) {
    List<Journal.Entry> maybe =
        work.vanished.stream()
            .map(victim -> work.tried.get(victim.id()))
            .filter(Objects::nonNull)
            .toList();
    if (!maybe.isEmpty()) {
      removeTraces(maybe);
      journal.account(
          work.task, journal.newName(work.subject), Journal.Account.deletions(List.of(), maybe));
    }
  }

  /**
   * What hangs below a victim that vanished is this task's business if a delivery of the task, this
   * one or another, had meant to delete it. An intent is written before its delete, so whatever
   * delivery made one vanish, earlier or at this very moment beside this one, has said so by now.
   * But it may as well have been another job, and what hangs below is left to that one then.
   */
  private void takeUpVanished(Work work) {
    Set<UUID> intended = journal.remains(work.task).intended();
    for (Victim victim : work.vanished) {
      if (intended.contains(victim.id())) {
        work.gone.add(victim.id());
        work.unsure = true;
      } else {
        work.dropped.add(victim);
      }
    }
  }

  private static List<Victim> distinct(List<Victim> victims) {
    Map<UUID, Victim> byId = new LinkedHashMap<>();
    victims.forEach(victim -> byId.putIfAbsent(victim.id(), victim));
    return List.copyOf(byId.values());
  }

  private Look look(Job job, ModelDefinition model, Victim victim) {
    if (!(context.read(model, victim.id()) instanceof Lookup.Present present)) {
      return new Look.Vanished(victim);
    }
    if (!context.stillVictim(victim, present) || !isDecidedUpon(job, victim, present)) {
      return new Look.Dropped(victim);
    }
    if (rightOfWay.giveWay(job, present)) {
      return new Look.Deletable(entry(job.id(), victim, present));
    }
    // It was another's to take. Another delivery of this very task may have deleted it, too: after
    // it was read here, and after the other job had ended without it.
    return context.read(model, victim.id()) instanceof Lookup.Present
        ? new Look.TakenByAnother()
        : new Look.Vanished(victim);
  }

  /**
   * Whether a root is the one that the job decided to delete. A planned job has condemned it, and
   * has judged its version then, under the mark: what changed since can only be keys that other
   * deletes have set to null. A job without a plan judges here.
   */
  private boolean isDecidedUpon(Job job, Victim victim, Lookup.Present present) {
    if (!victim.id().equals(job.rootId())) {
      return true;
    }
    boolean condemned = present.mark() != null && present.mark().isOf(job.id(), job.attempt());
    if (condemned && context.take(Step.CONDEMNED_ROOT_IS_DECIDED)) {
      return true;
    }
    Long expected = job.expectedVersion();
    return expected == null || expected == present.entity().version();
  }

  /** What must be known of a victim to delete it, and afterwards. */
  Journal.Entry entry(UUID jobId, Victim victim, Lookup.Present present) {
    EntityKeys keys = context.keysOf(present);
    List<String> nulled =
        present.entity().model().foreignKeys().stream()
            .filter(k -> !present.nulledBy().tasks(k.field(), jobId).isEmpty())
            .map(ForeignKeyConstraint::id)
            .toList();
    return new Journal.Entry(
        victim,
        present.etag(),
        present.versionId(),
        keys.own(),
        List.copyOf(keys.claims().values()),
        nulled);
  }

  /** One batch; returns the victims that changed meanwhile and must be read again. */
  private List<Victim> delete(Work work, List<Journal.Entry> entries) {
    Journal.Intent intent =
        new Journal.Intent(journal.newName(work.subject), work.model.plural(), entries);
    if (context.take(Step.JOURNAL_BEFORE_DELETE)) {
      journal.intend(work.task, intent);
    }
    List<DeleteOutcome> outcomes =
        context
            .store()
            .deleteInBatches(entries.stream().map(entry -> deletion(work.model, entry)).toList());
    Deletes deletes = Deletes.of(entries, outcomes);
    work.vanished.addAll(deletes.vanished());
    work.unsure |= !deletes.maybe().isEmpty();
    removeTraces(deletes.ours());
    account(work, intent, deletes);
    deletes.ours().forEach(entry -> work.gone.add(entry.victim().id()));
    return deletes.changed();
  }

  /**
   * An intent with victims that S3 calls changed stays open: that may hide a delete whose answer
   * was lost, and the job must not end before somebody has looked. So what was deleted besides goes
   * on an account of another name.
   */
  private void account(Work work, Journal.Intent intent, Deletes deletes) {
    boolean staysOpen = !deletes.changed().isEmpty();
    if (staysOpen && deletes.ours().isEmpty()) {
      return;
    }
    String name = staysOpen ? journal.newName(work.subject) : intent.name();
    journal.account(work.task, name, Journal.Account.deletions(deletes.surely(), deletes.maybe()));
  }

  /** What one batch of deletes came to. */
  private record Deletes(
      List<Journal.Entry> surely,
      List<Journal.Entry> maybe,
      List<Victim> changed,
      List<Victim> vanished) {

    static Deletes of(List<Journal.Entry> entries, List<DeleteOutcome> outcomes) {
      Deletes all =
          new Deletes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < entries.size(); i++) {
        Journal.Entry entry = entries.get(i);
        switch (outcomes.get(i)) {
          case DELETED -> all.surely.add(entry);
          case UNCERTAIN -> all.maybe.add(entry);
          case CHANGED -> all.changed.add(entry.victim());
          case MISSING -> all.vanished.add(entry.victim());
          case THROTTLED, FAILED ->
              throw StoreException.uncertain(
                  StoreException.Kind.RETRY, "S3 refused a delete for now", null);
        }
      }
      return all;
    }

    /** Those that this task has deleted, or may have. */
    List<Journal.Entry> ours() {
      List<Journal.Entry> ours = new ArrayList<>(surely);
      ours.addAll(maybe);
      return ours;
    }
  }

  private Deletion deletion(ModelDefinition model, Journal.Entry entry) {
    String key = Keys.entity(model.plural(), entry.victim().id());
    return new Deletion(
        key, context.steps().guard(Step.DELETE_IF_MATCH, Precondition.ifMatch(entry.etag())));
  }

  /** All that these stood under may go for good, for their ids are never used again. */
  private void removeTraces(List<Journal.Entry> entries) {
    context
        .traces()
        .remove(
            entries.stream().flatMap(e -> e.keys().stream()).toList(),
            entries.stream()
                .flatMap(
                    e -> e.claims().stream().map(c -> new TraceRemoval.Claim(e.victim().id(), c)))
                .toList());
  }
}
