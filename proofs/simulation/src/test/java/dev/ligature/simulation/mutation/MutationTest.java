package dev.ligature.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.schema.OnDelete;
import dev.ligature.simulation.NoSimulatedNews;
import dev.ligature.simulation.engine.Hostility;
import dev.ligature.store.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Removes each step of the protocols, one at a time: something must break. So each is needed, and
 * each is tested. What was found is written to {@code target/mutations.md}, from which {@code
 * docs/mutations.md} is made.
 */
@ExtendWith(NoSimulatedNews.class)
class MutationTest {

  /** Of an id, what tells it from others of its world. */
  private static final Pattern ID = Pattern.compile("[0-9a-f-]{24}0000([0-9a-f]{8})");

  private static final Map<Step, String> FOUND = new EnumMap<>(Step.class);

  static Stream<Mutation> mutations() {
    return Stream.of(
        of(
            Step.REFERENCE_BEFORE_PARENT_CHECK,
            "the parents are looked at before the references are put",
            seeds(816)),
        of(Step.PARENT_CHECK, "nobody looks at the parents", seeds(71)),
        of(
            Step.CONDEMNED_PARENT_REFUSES,
            "a parent that a job has condemned counts as alive",
            seeds(1137)),
        of(Step.NONCE_OF_EACH_TRY, "every try of a PUT carries the same nonce", LateLanding.hunt()),
        of(
            Step.FOLLOW_UPS_SORT_BEHIND,
            "a task may sort before the one that it follows from",
            TornListing.hunt()),
        of(
            Step.FENCE_WITHIN_WINDOW,
            "a fence is put however long after its note",
            SlowFence.hunt()),
        of(
            Step.CREATE_WITHIN_WINDOW,
            "a creator that slept for days puts its entity where a fence has expired",
            seeds(600)),
        of(
            Step.DELETE_SURELY,
            "a delete of what was absent counts, where the store calls that a success",
            seeds(0)),
        of(
            Step.CONDEMNED_ROOT_IS_DECIDED,
            "a condemned root is judged by its version again when it is deleted",
            SmallWorlds.conditionalDelete()),
        of(
            Step.LEAVE_VICTIMS_OF_OTHERS,
            "a job deletes what another one has condemned and committed to delete",
            TwoSchemas.changedRuleOfACondemnedChild()),
        of(
            Step.BUMP_CHILD_OF_OTHERS,
            "a job leaves a child to another one, and its ETag as it was",
            TakenMeanwhile.hunt()),
        of(
            Step.PLAN_GIVES_WAY,
            "a job deletes what another one has condemned, which then commits",
            TwoSchemas.middleOfAPlan()),
        of(
            Step.WAIT_FOR_COMMITTED,
            "a job that was made to give way plans again at once",
            TwoSchemas.planThatNeverLetsGo()),
        of(
            Step.UNSURE_RENEWS_TASK,
            "a delivery goes on, not sure what it deleted, while another ends the task",
            TwoDeliveries.hunt()),
        of(
            Step.KEEP_REFERENCE_OF_NULLED,
            "a reference goes by which a job counts what its dead worker did",
            SmallWorlds.redeliveryAfterASweep()),
        of(Step.CREATE_IF_ABSENT, "a create is put over whatever stands there", seeds(132)),
        of(Step.UPDATE_IF_MATCH, "an update is put over whatever stands there", seeds(50)),
        of(
            Step.KEEP_REFERENCE_UNDER_CONDEMNED,
            "a refused update takes its references away",
            SmallWorlds.twoMovesToOneParent()),
        of(Step.FENCE_ABSENT_CHILD, "no fence where a listed child is absent", seeds(656)),
        of(
            Step.BUMP_MOVED_CHILD,
            "a listed child that refers elsewhere keeps its ETag",
            seeds(3600)),
        of(
            Step.BUMP_NULLED_CHILD,
            "a listed child whose key the job has set to null before keeps its ETag",
            SmallWorlds.moveOfANulledLeaf()),
        of(
            Step.DELETE_BEFORE_LISTING,
            "references are listed before the victim is deleted",
            seeds(327)),
        of(
            Step.DELETE_IF_MATCH,
            "a victim is deleted whatever became of it",
            SmallWorlds.moveAway(OnDelete.CASCADE)),
        of(
            Step.NULLIFY_IF_MATCH,
            "a key is set to null over whatever stands there",
            SmallWorlds.moveAway(OnDelete.SET_NULL)),
        of(
            Step.JOURNAL_BEFORE_DELETE,
            "nothing is journalled before victims are deleted",
            seeds(56)),
        of(
            Step.JOURNAL_BEFORE_REFERENCES_GO,
            "references go before it is journalled what was done through them",
            SmallWorlds.redelivery(OnDelete.SET_NULL)),
        of(
            Step.TASKS_BEFORE_TASK_ENDS,
            "a task's record goes before those of the next level stand",
            seeds(108)),
        of(
            Step.LOOK_AFTER_FOLLOW_UPS,
            "a task that others follow from leaves the next step to them",
            seeds(1632)),
        of(
            Step.FENCE_JOB,
            "tasks without a job go, and nothing keeps their slow caller from writing it",
            SmallWorlds.slowCaller()),
        of(
            Step.OPEN_BEFORE_TASKS,
            "the open marker is put after the job's record",
            SmallWorlds.callerDies(OnDelete.CASCADE, SmallWorlds.CHILD_OF_P)),
        of(
            Step.CLOSE_AFTER_LAST_TASK,
            "the open marker of a refused job goes before its last task",
            SmallWorlds.callerDies(OnDelete.PROTECT, SmallWorlds.CHILD_OF_P)),
        of(
            Step.ANNOUNCE_NO_FEWER_KEYS,
            "whoever comes to a bucket last is the newest version",
            TwoSchemas.earlierComesSecond()),
        of(
            Step.OPEN_BEFORE_SCHEMA_CHECK,
            "a delete looks for a newer schema before its open marker stands",
            TwoSchemas.newKey()),
        of(
            Step.DRAIN_BEFORE_KEYS,
            "new keys are set while deletes that do not know them are under way",
            TwoSchemas.newKey()),
        of(Step.STAMP_PARENT, "a parent gets its first key without a stamp", TwoSchemas.firstKey()),
        of(
            Step.JOB_BY_ITS_OWN_SCHEMA,
            "a worker does a job by the worker's schema",
            TwoSchemas.changedRule()),
        of(
            Step.JOB_WITHIN_WINDOW,
            "a caller writes its job however long it slept since it put the open marker",
            SmallWorlds.callerThatSleepsLong()),
        of(
            Step.EXPIRY_BY_STORED_AGE,
            "a job is as old as its id",
            SmallWorlds.callerWithAWrongClock()),
        of(
            Step.KEEP_OPEN_WHILE_CALLER_MAY_WRITE,
            "the open marker of a job without a record goes with its tasks",
            SmallWorlds.slowCallerThatDies()),
        of(
            Step.MARKER_AGE_BEFORE_LOOK,
            "a marker's age is judged after the look at its job",
            SlowLook.hunt()),
        of(Step.TASKS_BEFORE_JOB, "a job's record stands before its first tasks", seeds(8)),
        of(
            Step.CHECK_END_ON_REDELIVERY,
            "a message whose task is gone is just acknowledged",
            SmallWorlds.redelivery(OnDelete.CASCADE)),
        of(
            Step.MARK_BEFORE_CHECK,
            "references to a node are looked at before it is condemned",
            SmallWorlds.createWhilePlanning()),
        of(
            Step.MARK_IF_MATCH,
            "a mark is put over whatever stands there",
            SmallWorlds.updateWhilePlanning()),
        of(
            Step.DECIDE_IF_MATCH,
            "a job's record is put over whatever stands there",
            SmallWorlds.jobsThatMeet()),
        of(
            Step.STALE_ATTEMPT_IS_NO_MARK,
            "marks of an attempt that gave way still count",
            seeds(502)),
        of(
            Step.RESTRICT_AFTER_ALL_MARKS,
            "RESTRICT is judged while nodes are still being condemned",
            SmallWorlds.restrictedWithin()),
        of(
            Step.FENCE_WHILE_PLANNING,
            "no fence where a child listed while planning is absent",
            SmallWorlds.createWhilePlanning()),
        of(
            Step.BUMP_WHILE_PLANNING,
            "a child listed while planning that refers elsewhere keeps its ETag",
            SmallWorlds.moveWhilePlanning()),
        of(Step.CLAIM_FENCE, "no fence at an absent owner whose claim is taken over", seeds(2000)),
        of(
            Step.CLAIM_BUMP,
            "an owner elsewhere whose claim is taken over keeps its ETag",
            SmallWorlds.moveInto()),
        of(
            Step.CLAIM_REWRITE,
            "a claim of one's own is read and not written again",
            SmallWorlds.moveBack()),
        of(
            Step.CLAIM_RELEASE_IF_MATCH,
            "a claim is released whoever has it by now",
            SmallWorlds.slowRelease()),
        of(
            Step.SWEEP_BUMP,
            "a stale reference goes while its entity keeps its ETag",
            SmallWorlds.sweep()),
        of(
            Step.SWEEP_IF_MATCH,
            "a stale reference goes though it was put again",
            SmallWorlds.sweep()),
        of(
            Step.IDEMPOTENCY_FENCE,
            "a retry goes on with a new id without a fence at the earlier one",
            seeds(236)),
        of(
            Step.IDEMPOTENCY_WITHIN_WINDOW,
            "a request that slept puts the first record of its key whenever it wakes",
            SlowRetry.hunt()));
  }

  private static Mutation of(Step step, String instead, Hunt hunt) {
    return new Mutation(step, instead, hunt);
  }

  private static Hunt seeds(long from) {
    return new Hunt.Seeds(from, Hostility.USUAL);
  }

  /** Where only a platform that does this shows it; of that, half of the worlds have some. */
  private static Hunt seeds(long from, Hostility.Kind first, Hostility.Kind... more) {
    return new Hunt.Seeds(from, EnumSet.of(first, more));
  }

  @Test
  void noStepIsForgotten() {
    assertThat(mutations().collect(Collectors.toMap(Mutation::step, Function.identity())))
        .containsOnlyKeys(EnumSet.allOf(Step.class));
  }

  @Test
  void thePublishedListNamesEveryStep() throws IOException {
    assertThat(Files.readString(Path.of("..", "..", "docs", "mutations.md")))
        .contains(Stream.of(Step.values()).map(step -> "| `" + step + "` |").toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutations")
  void withoutTheStepAPromiseBreaks(Mutation mutation) {
    Optional<Hunt.Found> found = mutation.hunt().without(mutation.step());

    assertThat(found)
        .as("nothing breaks without %s: either it is not needed or not tested", mutation.step())
        .isPresent();
    Hunt.Found first = found.orElseThrow();
    String row =
        "| `%s` | %s | %s | %s |"
            .formatted(
                mutation.step(),
                mutation.instead(),
                first.where(),
                ID.matcher(first.violation()).replaceAll("…$1"));
    System.out.println(row);
    FOUND.put(mutation.step(), row);
    assertThat(first.withAllSteps()).as("with every step taken, %s", first.where()).isEmpty();
  }

  @AfterAll
  static void write() throws IOException {
    String table =
        "| step | without it | found by | what breaks |\n| --- | --- | --- | --- |\n"
            + FOUND.values().stream().collect(Collectors.joining("\n"))
            + "\n";
    Files.writeString(Path.of("target", "mutations.md"), table);
  }
}
