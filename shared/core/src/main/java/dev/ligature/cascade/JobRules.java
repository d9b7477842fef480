package dev.ligature.cascade;

import dev.ligature.cascade.effect.CascadeEffect;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.job.Wounds;
import dev.ligature.cascade.plan.DecidingModels;
import dev.ligature.cascade.plan.MarkRecords;
import dev.ligature.cascade.plan.Planning;
import dev.ligature.data.generation.Generations;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Step;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What works on jobs, by the schema that each was accepted under. While two versions of a program
 * share a queue, either is given the tasks of the other's jobs. A job that is begun by one set of
 * rules and ended by another keeps neither: what one would have protected, the other has not
 * condemned. Safe for many threads.
 */
public final class JobRules {

  private final ObjectStore store;
  private final Platform platform;
  private final CascadeSettings settings;
  private final Generations generations;
  private final Journal journal;
  private final Verdicts verdicts;
  private final Wounds wounds;
  private final Rules own;
  private final Map<Integer, Rules> others = new ConcurrentHashMap<>();

  /** Its parts are put together by the engine. */
  public JobRules(
      Schema schema,
      ObjectStore store,
      Platform platform,
      CascadeSettings settings,
      Generations generations,
      Journal journal,
      Verdicts verdicts,
      Wounds wounds) {
    this.store = store;
    this.platform = platform;
    this.settings = settings;
    this.generations = generations;
    this.journal = journal;
    this.verdicts = verdicts;
    this.wounds = wounds;
    this.own = rules(schema);
  }

  /** What works on the jobs of one schema. */
  record Rules(
      CascadeContext context, MarkRecords marks, CascadeEffect effect, Planning planning) {}

  /** Those of this program's own schema. */
  Rules own() {
    return own;
  }

  /** Those of the schema that a job was accepted under. */
  Rules of(Job job) {
    boolean ours =
        job.generation() == Job.NO_GENERATION
            || job.generation() == generations.mine()
            || !platform.steps().take(Step.JOB_BY_ITS_OWN_SCHEMA);
    return ours ? own : other(job.generation());
  }

  private Rules other(int generation) {
    Rules known = others.get(generation);
    if (known == null) {
      known = rules(generations.schema(generation));
      others.put(generation, known);
    }
    return known;
  }

  private Rules rules(Schema schema) {
    CascadeContext context =
        CascadeContext.of(schema, store, platform, settings.taskSize(), settings.pageSize());
    MarkRecords marks = new MarkRecords(context);
    return new Rules(
        context,
        marks,
        new CascadeEffect(context, journal, wounds),
        new Planning(context, new DecidingModels(schema), marks, verdicts));
  }
}
