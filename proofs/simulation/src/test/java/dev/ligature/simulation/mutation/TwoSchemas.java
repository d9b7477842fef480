package dev.ligature.simulation.mutation;

import static dev.ligature.simulation.explore.CoreScenarios.create;
import static dev.ligature.simulation.explore.CoreScenarios.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.data.EntityService;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.HeldQueue;
import dev.ligature.simulation.PassThrough;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.simulation.explore.CoreScenarios.Act;
import dev.ligature.simulation.generate.EarlierSchema;
import dev.ligature.simulation.world.SimulatedSystem;
import dev.ligature.simulation.world.SystemOptions;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.Steps;
import dev.ligature.store.StoreException;
import dev.ligature.store.system.SystemPlatform;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Worlds in which two versions of the program, with schemas that differ, work on one bucket. */
final class TwoSchemas {

  private TwoSchemas() {}

  /** Parents have notes, which protect them, and perhaps children, which go with them. */
  private static Schema notes(boolean withChildren) {
    var parents =
        Schema.builder()
            .model("Parent", "parents")
            .field("label", FieldType.STRING)
            .required()
            .hasMany("Note", "parentId")
            .onDelete(OnDelete.PROTECT);
    var both =
        withChildren ? parents.hasMany("Child", "parentId").onDelete(OnDelete.CASCADE) : parents;
    var notes =
        both.model("Note", "notes")
            .field("label", FieldType.STRING)
            .required()
            .foreignKey("parentId", "Parent");
    return withChildren
        ? notes
            .model("Child", "children")
            .field("label", FieldType.STRING)
            .required()
            .foreignKey("parentId", "Parent")
            .build()
        : notes.build();
  }

  private static ForeignKeyConstraint key(Schema schema, String id) {
    return schema.constraints().stream().filter(k -> k.id().equals(id)).findFirst().orElseThrow();
  }

  private static final Act DELETE_P_BY_THE_EARLIER =
      (system, ids) ->
          system
              .earlierApi()
              .delete(
                  system.earlierApi().schema().plural("parents").orElseThrow(),
                  ids.getFirst(),
                  DeleteOptions.defaults());

  /** The earlier version deletes P, and knows of no notes; the new one writes a note of P. */
  static Hunt newKey() {
    Schema later = notes(true);
    return hunt(
        "delete P by a version without the key ∥ create a note of P",
        later,
        EarlierSchema.without(later, key(later, "notes.parentId")),
        "parents",
        "children>0");
  }

  /** The same, and for the earlier version nothing at all refers to P. */
  static Hunt firstKey() {
    Schema later = notes(false);
    return hunt(
        "delete P by a version in which nothing refers to it ∥ create a note of P",
        later,
        EarlierSchema.without(later, key(later, "notes.parentId")),
        "parents");
  }

  private static Hunt hunt(String name, Schema later, Schema earlier, String... rows) {
    return new Hunt.Schedules(
        name,
        0,
        steps ->
            scheduler -> {
              SimulatedSystem system = system(later, earlier, scheduler, steps);
              List<UUID> ids = system.fill(rows(earlier, rows));
              spawn(scheduler, system, ids, DELETE_P_BY_THE_EARLIER);
              spawn(scheduler, system, ids, create("notes", 0, "a note of P"));
              return system::judge;
            });
  }

  /** A delete is accepted when children went with P, and done when they protect it. */
  static Hunt changedRule() {
    Schema later = notes(false);
    Schema earlier = EarlierSchema.withRule(later, key(later, "notes.parentId"), OnDelete.CASCADE);
    return new Hunt.Schedules(
        "a worker of the next version does a delete that was accepted when its key was CASCADE",
        0,
        steps ->
            scheduler -> {
              SimulatedSystem system = system(later, earlier, scheduler, steps);
              List<UUID> ids = system.fill(rows(earlier, "parents", "notes>0"));
              TaskMessage message =
                  system.acceptDelete(earlier.plural("parents").orElseThrow(), ids.getFirst());
              spawn(scheduler, system, ids, (s, i) -> s.work(message));
              return system::judge;
            });
  }

  private static SimulatedSystem system(
      Schema later, Schema earlier, Scheduler scheduler, Steps steps) {
    return new SimulatedSystem(
        later,
        earlier,
        scheduler,
        FaultPlan.none(),
        new SplittableRandom(1),
        SystemOptions.plain(steps));
  }

  /** Whoever is told to try again later has changed nothing: the actor ends there. */
  private static void spawn(Scheduler scheduler, SimulatedSystem system, List<UUID> ids, Act act) {
    scheduler.spawn("actor", SimulatedSystem.LIFETIME_MILLIS, () -> act.on(system, ids));
  }

  /**
   * The new version has come to the bucket first, and the earlier one, which has never written
   * there, second.
   */
  static Hunt earlierComesSecond() {
    return new Hunt.Script(
        "a version without a key comes to the bucket after the one that has it, and deletes P",
        TwoSchemas::playEarlierSecond);
  }

  private static List<String> playEarlierSecond(Steps steps) {
    Schema later = notes(true);
    Schema earlier = EarlierSchema.without(later, key(later, "notes.parentId"));
    SimulatedStore bucket = new SimulatedStore(SystemPlatform.clock());
    Platform system = SystemPlatform.create();
    Platform platform =
        new Platform(
            system.clock(), system.ids(), system.random(), system.parallel(), _ -> {}, steps);
    EntityService entities =
        Engine.of(EngineConfig.of(later, bucket).withPlatform(platform)).entities();
    ModelDefinition parents = later.model("Parent").orElseThrow();
    ModelDefinition notes = later.model("Note").orElseThrow();
    UUID parent = entities.create(parents, Json.object().put("label", "P")).orThrow().id();
    entities
        .create(notes, Json.object().put("label", "N").put("parentId", parent.toString()))
        .orThrow();
    try {
      Engine.of(EngineConfig.of(earlier, bucket).withPlatform(platform))
          .cascade()
          .delete(earlier.model("Parent").orElseThrow(), parent, DeleteOptions.defaults());
    } catch (StoreException refused) {
      // As it should be: the parent stands, which is what is asked for below.
    }
    return entities.get(parents, parent).isEmpty()
        ? List.of("P2: a note dangles: its parent " + parent + " was deleted")
        : List.of();
  }

  /**
   * By the earlier version a delete of P needs no plan; by the later one it does. Both are asked
   * for. The later one has condemned P, its child and its grandchild, and commits when the earlier
   * one has deleted P and the child.
   */
  static Hunt middleOfAPlan() {
    return new Hunt.Script(
        "two versions delete P, one by a plan: the other takes two floors before it commits",
        TwoSchemas::playMiddleOfAPlan);
  }

  private static List<String> playMiddleOfAPlan(Steps steps) {
    TwoPrograms both = new TwoPrograms(OnDelete.CASCADE, steps);
    UUID grandchild = both.createBelow(both.child);
    both.acceptDeletes();
    work(both.later, both.toLater, 2); // condemns P and the child, and finds the grandchild
    work(both.earlier, both.toEarlier, 2); // deletes P and the child, and finds the grandchild
    work(both.later, both.toLater, 1); // condemns the grandchild, and commits
    work(both.earlier, both.toEarlier, Integer.MAX_VALUE); // leaves it to the other job
    work(both.later, both.toLater, Integer.MAX_VALUE);
    return both.stands(grandchild)
        ? List.of("P2: " + grandchild + " dangles: its parent " + both.child + " was deleted")
        : List.of();
  }

  /**
   * By the earlier version a delete of P needs no plan; by the later one it does. Whenever the
   * earlier one is about to delete P, the later one plans as far as it can.
   */
  static Hunt planThatNeverLetsGo() {
    return new Hunt.Script(
        "two versions delete P: one makes the plan of the other start again, and again",
        TwoSchemas::playPlanThatNeverLetsGo);
  }

  private static List<String> playPlanThatNeverLetsGo(Steps steps) {
    TwoPrograms both = new TwoPrograms(OnDelete.CASCADE, steps);
    both.acceptDeletes();
    work(both.later, both.toLater, 1);
    ObjectStore interrupted =
        new PassThrough(both.bucket) {
          @Override
          public PutOutcome put(String key, byte[] body, Precondition precondition) {
            if (key.endsWith("-intent")) {
              work(both.later, both.toLater, both.toLater.messages().size());
            }
            return super.put(key, body, precondition);
          }
        };
    Engine earlier = engine(both.earlier.schema(), interrupted, both.toLater, steps);
    try {
      work(earlier, both.toEarlier, 1);
      return List.of();
    } catch (StoreException e) {
      return List.of("P6: a delete of " + both.parent + " gets nowhere: " + e.getMessage());
    }
  }

  /** By the earlier version the child of P loses its key; by the later one it goes with P. */
  static Hunt changedRuleOfACondemnedChild() {
    return new Hunt.Script(
        "two versions delete P: one has condemned its child, the other sets its key to null",
        TwoSchemas::playChangedRule);
  }

  private static List<String> playChangedRule(Steps steps) {
    TwoPrograms both = new TwoPrograms(OnDelete.SET_NULL, steps);
    both.acceptDeletes();
    work(both.later, both.toLater, 2); // condemns P and its child, and commits
    work(both.earlier, both.toEarlier, Integer.MAX_VALUE);
    work(both.later, both.toLater, Integer.MAX_VALUE);
    return both.stands(both.child)
        ? List.of("P4: " + both.child + " was gone with " + both.parent + ", and is shown again")
        : List.of();
  }

  /** Two versions on one bucket that holds P and a child of it. */
  private static final class TwoPrograms {
    private final SimulatedStore bucket = new SimulatedStore(SystemPlatform.clock());
    private final HeldQueue toEarlier = new HeldQueue();
    private final HeldQueue toLater = new HeldQueue();
    private final Engine earlier;
    private final Engine later;
    private final UUID parent;
    private final UUID child;

    /**
     * @param rule of the child's key in the earlier version, which has no guards
     */
    TwoPrograms(OnDelete rule, Steps steps) {
      Schema guarded =
          Schema.builder()
              .model("Node", "nodes")
              .field("label", FieldType.STRING)
              .foreignKey("parentId", "Node")
              .onDelete(OnDelete.CASCADE)
              .model("Guard", "guards")
              .field("label", FieldType.STRING)
              .foreignKey("nodeId", "Node")
              .onDelete(OnDelete.PROTECT)
              .build();
      Schema before = EarlierSchema.without(guarded, key(guarded, "guards.nodeId"));
      this.earlier =
          engine(
              EarlierSchema.withRule(before, key(before, "nodes.parentId"), rule),
              bucket,
              toEarlier,
              steps);
      this.later = engine(guarded, bucket, toLater, steps);
      this.parent = create(Json.object().put("label", "P"));
      this.child = createBelow(parent);
    }

    UUID createBelow(UUID node) {
      return create(Json.object().put("label", "C").put("parentId", node.toString()));
    }

    private UUID create(ObjectNode fields) {
      return earlier.entities().create(nodes(earlier), fields).orThrow().id();
    }

    private static ModelDefinition nodes(Engine engine) {
      return engine.schema().model("Node").orElseThrow();
    }

    void acceptDeletes() {
      earlier.cascade().delete(nodes(earlier), parent, DeleteOptions.async());
      later.cascade().delete(nodes(later), parent, DeleteOptions.async());
    }

    boolean stands(UUID node) {
      return earlier.entities().get(nodes(earlier), node).isPresent();
    }
  }

  private static Engine engine(Schema schema, ObjectStore bucket, HeldQueue queue, Steps steps) {
    Platform system = SystemPlatform.create();
    return Engine.of(
        EngineConfig.of(schema, bucket)
            .withQueue(queue)
            .withPlatform(
                new Platform(
                    system.clock(),
                    system.ids(),
                    system.random(),
                    system.parallel(),
                    _ -> {},
                    steps)));
  }

  /** Works on so many messages for tasks at most. */
  private static void work(Engine engine, HeldQueue queue, int messages) {
    queue.messages().removeIf(TaskMessage.Watch.class::isInstance);
    for (int i = 0; i < messages && !queue.messages().isEmpty(); i++) {
      engine
          .worker()
          .work(
              queue.messages().removeFirst(),
              Budget.until(
                  engine.platform().clock(), engine.platform().clock().instant().plusSeconds(60)));
    }
  }
}
