package dev.ligature.simulation.mutation;

import static dev.ligature.simulation.explore.CoreScenarios.create;
import static dev.ligature.simulation.explore.CoreScenarios.delete;
import static dev.ligature.simulation.explore.CoreScenarios.family;
import static dev.ligature.simulation.explore.CoreScenarios.move;
import static dev.ligature.simulation.explore.CoreScenarios.rows;

import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.FaultPlan;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.explore.CoreScenarios.Act;
import dev.ligature.simulation.explore.Scenario;
import dev.ligature.simulation.world.Request;
import dev.ligature.simulation.world.SimulatedSystem;
import dev.ligature.simulation.world.SystemOptions;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.Steps;
import dev.ligature.sweep.SweepSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Worlds of two or three actors in which a step that is lacking must show. */
final class SmallWorlds {

  static final String[] CHILD_OF_P = {"parents", "parents", "children>0"};
  private static final String[] CHILD_OF_Q = {"parents", "parents", "children>1"};

  private static final Act CREATE_UNDER_P = create("children", 0, "created");
  private static final Act TO_P = move("children", 2, 0, "moved to P");
  private static final Act DELETE_P = delete("parents", 0);

  private SmallWorlds() {}

  /** Two updates want P; one is refused while P is going, the other has seen it alive. */
  static Hunt twoMovesToOneParent() {
    return world(
        "two re-parents to P ∥ delete P",
        family(OnDelete.CASCADE, false),
        CHILD_OF_Q,
        TO_P,
        move("children", 2, 0, "moved to P too"),
        DELETE_P);
  }

  /**
   * A job sets the key of a leaf to null, for its node P goes, and later deletes Q, which the leaf
   * is given meanwhile.
   */
  static Hunt moveOfANulledLeaf() {
    Schema schema =
        Schema.builder()
            .model("Node", "nodes")
            .field("label", FieldType.STRING)
            .required()
            .foreignKey("parentId", "Node")
            .onDelete(OnDelete.CASCADE)
            .model("Leaf", "leaves")
            .field("label", FieldType.STRING)
            .required()
            .foreignKey("nodeId", "Node")
            .onDelete(OnDelete.SET_NULL)
            .build();
    return world(
        "re-parent a leaf of P to Q ∥ delete P, with Q below it",
        schema,
        new String[] {"nodes", "nodes>0", "leaves>0"},
        move("leaves", 2, 1, "moved to Q"),
        delete("nodes", 0));
  }

  /** An update that has seen P alive sleeps while P is condemned, looked at and deleted. */
  static Hunt moveWhilePlanning() {
    return world(
        "re-parent to P ∥ delete P, PROTECT",
        family(OnDelete.PROTECT, false),
        CHILD_OF_Q,
        TO_P,
        DELETE_P);
  }

  /** A create under P while P's delete is planned. */
  static Hunt createWhilePlanning() {
    return world(
        "create ∥ delete P, PROTECT",
        family(OnDelete.PROTECT, false),
        new String[] {"parents", "parents"},
        CREATE_UNDER_P,
        DELETE_P);
  }

  /** A child is given another parent while it is about to be treated as a child of P. */
  static Hunt moveAway(OnDelete rule) {
    return world(
        "re-parent away from P ∥ delete P, " + rule,
        family(rule, false),
        CHILD_OF_P,
        move("children", 2, 1, "moved to Q"),
        DELETE_P);
  }

  /** P is written while a delete condemns it, in vain: P lives on, and so must what was written. */
  static Hunt updateWhilePlanning() {
    Act update =
        (system, ids) ->
            system.patch(
                system.schema().plural("parents").orElseThrow(),
                ids.getFirst(),
                Json.object().put("label", "written"));
    return world(
        "update P ∥ delete P, PROTECT",
        family(OnDelete.PROTECT, false),
        CHILD_OF_P,
        update,
        DELETE_P);
  }

  /** A claims the place under P and sleeps before it moves in; B takes the place over. */
  static Hunt moveInto() {
    return world(
        "create under P ∥ re-parent to P, has-one",
        family(OnDelete.CASCADE, true),
        CHILD_OF_Q,
        CREATE_UNDER_P,
        TO_P);
  }

  /** The same, with the claim on P that A did not release when it moved away. */
  static Hunt moveBack() {
    return new Hunt.Schedules(
        "create under P ∥ re-parent back to P, has-one",
        0,
        steps ->
            world(
                family(OnDelete.CASCADE, true),
                CHILD_OF_Q,
                steps,
                SweepSettings.defaults(),
                (system, ids) -> {
                  String claim = Keys.claim("children", "parentId", ids.getFirst().toString());
                  String body =
                      Json.object().put("id", ids.get(2).toString()).put("nonce", "0").toString();
                  plant(system, claim, body);
                },
                CREATE_UNDER_P,
                TO_P));
  }

  /** A slow delete releases the claim of its victim, which a second child of P has taken over. */
  static Hunt slowRelease() {
    Act twoCreates =
        (system, ids) -> {
          CREATE_UNDER_P.on(system, ids);
          create("children", 0, "created next").on(system, ids);
        };
    return world(
        "delete P's child ∥ create, create again, has-one",
        family(OnDelete.CASCADE, true),
        CHILD_OF_P,
        delete("children", 2),
        twoCreates);
  }

  /** A stale reference is swept while an update makes it true again. */
  static Hunt sweep() {
    return new Hunt.Schedules(
        "re-parent back to P ∥ sweep",
        0,
        steps ->
            world(
                family(OnDelete.CASCADE, false),
                CHILD_OF_Q,
                steps,
                impatient(),
                (system, ids) -> {
                  plant(
                      system,
                      "refs/children.parentId/" + ids.getFirst() + "/" + ids.get(2),
                      "stale");
                  system.spawnSweep();
                },
                TO_P));
  }

  /** A sweep that takes every reference for old enough to be stale. */
  private static SweepSettings impatient() {
    SweepSettings usual = SweepSettings.defaults();
    return new SweepSettings(
        usual.orphanGrace(),
        usual.taskAge(),
        usual.longestTaskAge(),
        usual.planningPatience(),
        usual.abandonedAge(),
        usual.jobRetention(),
        usual.fenceAge(),
        usual.idempotencyAge(),
        Duration.ZERO,
        usual.claimAge(),
        Duration.ZERO,
        usual.notesPerSlice(),
        usual.referencesPerSlice(),
        usual.jobsPerSlice());
  }

  /** Two jobs meet while they plan: the older wounds the younger, which is about to decide. */
  static Hunt jobsThatMeet() {
    Schema schema = threeFloors();
    return world(
        "delete a node ∥ delete its child, PROTECT below",
        schema,
        new String[] {"tops", "middles>0"},
        delete("tops", 0),
        delete("middles", 1));
  }

  private static Schema threeFloors() {
    return Schema.builder()
        .model("Top", "tops")
        .field("label", FieldType.STRING)
        .model("Middle", "middles")
        .field("label", FieldType.STRING)
        .foreignKey("topId", "Top")
        .onDelete(OnDelete.CASCADE)
        .model("Leaf", "leaves")
        .field("label", FieldType.STRING)
        .foreignKey("middleId", "Middle")
        .onDelete(OnDelete.PROTECT)
        .build();
  }

  /** A conditional delete condemns its root; the delete of the root's owner sets a key to null. */
  static Hunt conditionalDelete() {
    Schema schema =
        Schema.builder()
            .model("Owner", "owners")
            .field("label", FieldType.STRING)
            .model("Root", "roots")
            .field("label", FieldType.STRING)
            .foreignKey("ownerId", "Owner")
            .onDelete(OnDelete.SET_NULL)
            .model("Guard", "guards")
            .field("label", FieldType.STRING)
            .foreignKey("rootId", "Root")
            .onDelete(OnDelete.PROTECT)
            .build();
    Act deleteFirstVersion =
        (system, ids) ->
            system
                .api()
                .delete(
                    schema.plural("roots").orElseThrow(),
                    ids.get(1),
                    DeleteOptions.defaults().onlyVersion(1L));
    return world(
        "delete version 1 of a node, PROTECT below ∥ delete its owner, SET_NULL",
        schema,
        new String[] {"owners", "roots>0"},
        deleteFirstVersion,
        delete("owners", 0));
  }

  /** Both B and C go with A, so that C restricts the delete of B is no reason to refuse. */
  static Hunt restrictedWithin() {
    Schema schema =
        Schema.builder()
            .model("A", "as")
            .field("label", FieldType.STRING)
            .model("B", "bs")
            .field("label", FieldType.STRING)
            .foreignKey("aId", "A")
            .onDelete(OnDelete.CASCADE)
            .model("C", "cs")
            .field("label", FieldType.STRING)
            .foreignKey("aId", "A")
            .onDelete(OnDelete.CASCADE)
            .foreignKey("bId", "B")
            .onDelete(OnDelete.RESTRICT)
            .build();
    return new Hunt.Schedules(
        "delete A, of which B and C hang, and C restricts B",
        0,
        steps ->
            scheduler -> {
              SimulatedSystem system = system(schema, scheduler, steps, SweepSettings.defaults());
              List<UUID> ids = system.fill(rows(schema, "as", "bs>0", "cs>0>1"));
              spawn(scheduler, system, ids, delete("as", 0));
              return () -> {
                List<String> violations = new ArrayList<>(system.judge());
                for (Request request : system.requests()) {
                  if (request.answer() == Request.Answer.REFUSED) {
                    violations.add(
                        "P4: refused, though all that refers to it goes with it: " + request.id());
                  }
                }
                return violations;
              };
            });
  }

  /** A delete's caller sleeps between the tasks and the record of its job; the watch comes. */
  static Hunt slowCaller() {
    return world(
        "delete P, PROTECT ∥ the watch of its job",
        family(OnDelete.PROTECT, false),
        CHILD_OF_Q,
        DELETE_P,
        (system, ids) -> system.watchFirstJob());
  }

  /** The same, and one of them dies at any point. */
  static Hunt slowCallerThatDies() {
    return new Hunt.Schedules(
        "delete P, PROTECT ∥ the watch of its job, one of them crashes",
        1,
        steps ->
            world(
                family(OnDelete.PROTECT, false),
                CHILD_OF_Q,
                steps,
                SweepSettings.defaults(),
                // It comes but once.
                (system, ids) -> system.loseWatches(),
                DELETE_P,
                (system, ids) -> system.watchFirstJob()));
  }

  /** A delete's caller dies at any point, and the message of the job's watch is lost. */
  static Hunt callerDies(OnDelete rule, String... rows) {
    return new Hunt.Schedules(
        "delete P, " + rule + ", whose caller crashes and whose watch is lost",
        1,
        steps ->
            world(
                family(rule, false),
                rows,
                steps,
                SweepSettings.defaults(),
                (system, ids) -> system.loseWatches(),
                DELETE_P));
  }

  /** A delete's caller sleeps for an hour between any two requests while a sweep clears up. */
  static Hunt callerThatSleepsLong() {
    Schema schema = family(OnDelete.CASCADE, false);
    Act sweepAnHourLater =
        (system, ids) -> {
          system.scheduler().sleep(1);
          system.scheduler().advance(Duration.ofMinutes(61).toMillis());
          system.sweepWhole();
        };
    return new Hunt.Schedules(
        "delete P, whose caller crashes and whose watch is lost ∥ an hour passes, and a sweep",
        1,
        steps ->
            scheduler -> {
              SimulatedSystem system = system(schema, scheduler, steps, SweepSettings.defaults());
              List<UUID> ids = system.fill(rows(schema, CHILD_OF_P));
              system.loseWatches();
              for (Act act : List.of(DELETE_P, sweepAnHourLater)) {
                long day = Duration.ofDays(1).toMillis();
                scheduler.spawn("actor", day, () -> act.on(system, ids));
              }
              return system::judge;
            });
  }

  /** A delete is accepted from a caller whose clock is a month behind, while a sweep runs. */
  static Hunt callerWithAWrongClock() {
    Schema schema = family(OnDelete.CASCADE, false);
    Act deleteP =
        (system, ids) ->
            system.deleteWithClockBehind(
                Duration.ofDays(31),
                system.schema().plural("parents").orElseThrow(),
                ids.getFirst(),
                DeleteOptions.async());
    return new Hunt.Schedules(
        "delete P by a caller whose clock is 31 days behind ∥ sweep",
        0,
        steps ->
            scheduler -> {
              SimulatedSystem system = system(schema, scheduler, steps, SweepSettings.defaults());
              List<UUID> ids = system.fill(rows(schema, CHILD_OF_P));
              spawn(scheduler, system, ids, deleteP, (s, i) -> s.sweepWhole());
              return () -> {
                List<String> violations = new ArrayList<>(system.judge());
                boolean accepted = system.requests().getFirst().answer() == Request.Answer.DONE;
                if (accepted && system.truth().alive(ids.getFirst())) {
                  violations.add("P5: a delete was accepted and never done");
                }
                return violations;
              };
            });
  }

  /** A worker dies at any point; its message comes again, and no sweep. */
  static Hunt redelivery(OnDelete rule) {
    Schema schema = family(rule, false);
    return new Hunt.Schedules(
        "a worker crashes at any point, its message comes again, " + rule,
        1,
        steps ->
            scheduler -> {
              SimulatedSystem system = system(schema, scheduler, steps, SweepSettings.defaults());
              List<UUID> ids = system.fill(rows(schema, CHILD_OF_P));
              ModelDefinition parents = schema.plural("parents").orElseThrow();
              TaskMessage message = system.acceptDelete(parents, ids.getFirst());
              Act work = (s, i) -> s.work(message);
              spawn(scheduler, system, ids, work);
              return () -> {
                spawn(scheduler, system, ids, work);
                scheduler.run();
                String record = Keys.jobRecord(message.jobId());
                String state =
                    Json.parseStored(record, system.bucket().get(record).orElseThrow().body())
                        .path("state")
                        .asText();
                List<String> violations = new ArrayList<>();
                if (!state.equals("completed")) {
                  violations.add("P5: the job is " + state + " after its message came again");
                }
                violations.addAll(system.judge());
                return violations;
              };
            });
  }

  /** A worker dies between a nulling and its account, and a sweep passes before the redelivery. */
  static Hunt redeliveryAfterASweep() {
    Schema schema = family(OnDelete.SET_NULL, false);
    return new Hunt.Schedules(
        "a worker crashes at any point, a sweep passes, its message comes again, SET_NULL",
        1,
        steps ->
            scheduler -> {
              SimulatedSystem system = system(schema, scheduler, steps, impatient());
              List<UUID> ids = system.fill(rows(schema, CHILD_OF_P));
              ModelDefinition parents = schema.plural("parents").orElseThrow();
              TaskMessage message = system.acceptDelete(parents, ids.getFirst());
              Act work = (s, i) -> s.work(message);
              spawn(scheduler, system, ids, work);
              return () -> {
                spawn(scheduler, system, ids, (s, i) -> s.sweepWhole());
                scheduler.run();
                spawn(scheduler, system, ids, work);
                scheduler.run();
                return system.judge();
              };
            });
  }

  private static Hunt world(String name, Schema schema, String[] rows, Act... acts) {
    return new Hunt.Schedules(
        name,
        0,
        steps -> world(schema, rows, steps, SweepSettings.defaults(), (system, ids) -> {}, acts));
  }

  private static Scenario world(
      Schema schema, String[] rows, Steps steps, SweepSettings sweep, Act prepare, Act... acts) {
    return scheduler -> {
      SimulatedSystem system = system(schema, scheduler, steps, sweep);
      List<UUID> ids = system.fill(rows(schema, rows));
      prepare.on(system, ids);
      spawn(scheduler, system, ids, acts);
      return system::judge;
    };
  }

  private static SimulatedSystem system(
      Schema schema, Scheduler scheduler, Steps steps, SweepSettings sweep) {
    return new SimulatedSystem(
        schema,
        scheduler,
        FaultPlan.none(),
        new SplittableRandom(1),
        new SystemOptions(
            ObjectStore.MAX_BATCH,
            1,
            steps,
            CascadeSettings.defaults(),
            sweep,
            Long.MAX_VALUE,
            SystemOptions.PATIENT,
            Hostility.none()));
  }

  /**
   * Spawns actors. Whoever loses every race is told to try again, by a {@code StoreException}: two
   * writers can get in each other's way for as long as a schedule likes, and that breaks nothing.
   */
  private static void spawn(
      Scheduler scheduler, SimulatedSystem system, List<UUID> ids, Act... acts) {
    for (int i = 0; i < acts.length; i++) {
      Act act = acts[i];
      scheduler.spawn(
          "actor-" + (i + 1), SimulatedSystem.LIFETIME_MILLIS, () -> act.on(system, ids));
    }
  }

  private static void plant(SimulatedSystem system, String key, String body) {
    system.bucket().put(key, body.getBytes(StandardCharsets.UTF_8), Precondition.none());
  }
}
