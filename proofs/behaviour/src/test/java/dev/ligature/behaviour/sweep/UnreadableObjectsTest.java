package dev.ligature.behaviour.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.graph.CascadeContext;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.JobRecords;
import dev.ligature.cascade.job.Journal;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskRef;
import dev.ligature.cascade.job.Verdicts;
import dev.ligature.cascade.plan.MarkRecords;
import dev.ligature.data.generation.Generations;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.data.write.ClaimUpkeep;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.store.Precondition;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.SweepReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of every kind of object that Ligature reads from a bucket, one that is broken: its reader names
 * it, and nobody else is kept from his work by it.
 */
class UnreadableObjectsTest {

  private static final UUID JOB = UUID.fromString("01890a5d-ac96-7000-8000-000000000001");
  private static final UUID ID = UUID.fromString("01890a5d-ac96-7000-8000-000000000002");
  private static final String TASK = "4.000001.00000001-01890a5d-ac96-7000-8000-000000000003";
  private static final String FOLDER = "jobs/" + JOB + "/";

  private static final String VICTIM =
      """
      {"id": "01890a5d-ac96-7000-8000-000000000002", "by": "letters.authorId",
       "parent": "01890a5d-ac96-7000-8000-000000000004", "root": true}\
      """;

  private static final String PROTECTION =
      """
      {"relationship": "receipts.letterId", "onDelete": "PROTECT", "count": 1,
       "countIsComplete": true, "sampleIds": ["01890a5d-ac96-7000-8000-000000000005"]}\
      """;

  /** Who must tell of a broken one besides whoever needs it. */
  private enum Teller {
    SWEEP,
    AUDIT,
    JOB_LIST
  }

  /** A kind of object, with a body as it lies in buckets. */
  private enum Kind {
    JOB_RECORD(
        FOLDER + "job.json",
        """
        {"id": "%s", "state": "running", "committed": true, "attempt": 1, "plural": "letters",
         "generation": 1, "createdAt": "2026-01-31T12:00:00Z", "root": %s, "expectedVersion": 3,
         "endedAt": "2026-01-31T12:00:00.123Z", "retriedAt": "2026-01-31T12:00:00.123456Z",
         "totals": {"rootDeleted": true,
           "byRelationship": {"stamps.letterId": {"deleted": 2, "setNull": 0}}},
         "protections": [%s], "failures": ["why"], "_nonce": "0123456789ab"}\
        """
            .formatted(JOB, VICTIM, PROTECTION),
        false,
        EnumSet.allOf(Teller.class),
        world -> world.jobs.find(JOB)),
    TASK_ROOT("{\"at\": \"2026-01-31T12:00:00Z\", \"kind\": \"root\"}"),
    TASK_CONDEMN("{\"kind\": \"condemn\", \"plural\": \"letters\", \"victims\": [" + VICTIM + "]}"),
    TASK_JUDGE(
        "{\"kind\": \"judge\", \"relationship\": \"receipts.letterId\", \"victims\": ["
            + VICTIM
            + "]}"),
    TASK_DELETE("{\"kind\": \"delete\", \"plural\": \"letters\", \"victims\": [" + VICTIM + "]}"),
    TASK_EXPAND(
        """
        {"kind": "expand", "plural": "letters",
         "parents": ["01890a5d-ac96-7000-8000-000000000002"],
         "relationship": "stamps.letterId", "startAfter": "refs/stamps.letterId/x"}\
        """),
    INTENT(
        FOLDER + "journal/" + TASK + "/v-0123456789ab-intent",
        """
        {"plural": "letters", "entries": [
          {"id": "01890a5d-ac96-7000-8000-000000000002", "by": "letters.authorId",
           "parent": "01890a5d-ac96-7000-8000-000000000004", "root": true, "etag": "e",
           "versionId": "v", "keys": ["refs/x"], "claims": ["claims/x"],
           "nulled": ["letters.authorId"]}]}\
        """,
        false,
        Set.of(),
        world ->
            new Journal(world.bucket, world.platform)
                .remains(new TaskRef(JOB, TaskId.parse(TASK)))),
    ACCOUNT(
        FOLDER + "journal/" + TASK + "/v-0123456789ac-done",
        """
        {"deleted": {"": ["01890a5d-ac96-7000-8000-000000000002"]},
         "maybeDeleted": {"stamps.letterId": ["01890a5d-ac96-7000-8000-000000000003"]},
         "nulled": {"photos.authorId": ["01890a5d-ac96-7000-8000-000000000004"]},
         "maybeNulled": {"photos.authorId":
           ["4.000000-x/01890a5d-ac96-7000-8000-000000000005"]},
         "nulledBefore": {"photos.authorId": ["01890a5d-ac96-7000-8000-000000000006"]}}\
        """,
        true,
        Set.of(),
        world -> new Journal(world.bucket, world.platform).totals(JOB)),
    MARKS(
        FOLDER + "marks/" + TASK,
        """
        {"plural": "letters", "ids": ["01890a5d-ac96-7000-8000-000000000009"]}\
        """,
        false,
        Set.of(),
        UnreadableObjectsTest::takeBackMarks),
    VERDICT(
        FOLDER + "verdicts/000001/" + ID,
        PROTECTION,
        false,
        Set.of(),
        world -> new Verdicts(world.bucket, world.platform).of(job(world))),
    MARKER(
        "open/" + JOB,
        "{\"generation\": 1, \"seen\": \"digest\", \"resent\": 2, \"_nonce\": \"0123456789ab\"}",
        true,
        EnumSet.of(Teller.SWEEP),
        world -> new OpenMarkers(world.bucket, world.platform).read(JOB)),
    CURRENT_SCHEMA(
        "schema/current",
        """
        {"latest": 2, "inForce": 1, "generations": {"1": "aa", "2": "bb"},
         "keysSince": {"posts.authorId": 1}, "referencedSince": {"authors": 1}}\
        """,
        false,
        EnumSet.of(Teller.AUDIT),
        world -> Generations.latest(world.bucket)),
    SCHEMA(
        "schema/00.json",
        "{\"schema\": {\"models\": [{\"name\": \"Author\", \"plural\": \"authors\"}]}}",
        false,
        Set.of(),
        UnreadableObjectsTest::readOtherSchema),
    CLAIM(
        "claims/authors.name/00",
        "{\"id\": \"01890a5d-ac96-7000-8000-000000000002\", \"_nonce\": \"0123456789ab\"}",
        false,
        EnumSet.of(Teller.SWEEP, Teller.AUDIT),
        world -> ClaimUpkeep.ownerOf(world.bucket.get("claims/authors.name/00").orElseThrow())),
    IDEMPOTENCY_KEY(
        Keys.idempotency("key"),
        """
        {"id": "01890a5d-ac96-7000-8000-000000000009", "body": "digest",
         "at": "2026-01-31T12:00:00Z"}\
        """,
        false,
        Set.of(),
        world -> world.entities.create(SweptWorld.model("Post"), Json.object(), "key")),
    ORPHAN_NOTE(
        "orphans/" + ID,
        """
        {"relationship": "letters.authorId", "at": "2026-01-31T12:00:00Z", "tries": 1,
         "orphans": [{"id": "01890a5d-ac96-7000-8000-000000000009",
                      "parent": "01890a5d-ac96-7000-8000-000000000009"}]}\
        """,
        false,
        EnumSet.of(Teller.SWEEP),
        world -> OrphanNotes.read(world.bucket.get("orphans/" + ID).orElseThrow())),
    ENTITY(
        "data/quotes/" + ID + ".json",
        """
        {"id": "01890a5d-ac96-7000-8000-000000000002", "version": 1,
         "createdAt": "2026-01-31T12:00:00Z", "updatedAt": "2026-01-31T12:00:00.123456789Z",
         "condemnedBy": "01890a5d-ac96-7000-8000-00000000000a#1#1.000001-x",
         "_nulledBy": {"authorId": ["01890a5d-ac96-7000-8000-00000000000a/4.000000-x"]},
         "_schema": 1}\
        """,
        true,
        EnumSet.of(Teller.AUDIT),
        world -> world.entities.get(SweptWorld.model("Quote"), ID));

    private final String key;
    private final String body;
    private final boolean mayBeEmpty;
    private final Set<Teller> tellers;
    private final Consumer<SweptWorld> reader;

    /** A task. */
    Kind(String body) {
      this(
          FOLDER + "tasks/" + TASK,
          body,
          false,
          Set.of(),
          world ->
              new JobRecords(world.bucket, world.platform)
                  .readTask(new TaskRef(JOB, TaskId.parse(TASK))));
    }

    Kind(
        String key,
        String body,
        boolean mayBeEmpty,
        Set<Teller> tellers,
        Consumer<SweptWorld> reader) {
      this.key = key;
      this.body = body;
      this.mayBeEmpty = mayBeEmpty;
      this.tellers = tellers;
      this.reader = reader;
    }
  }

  /** Members that are written for a person, or lie in the key too, and that nobody reads. */
  private static final Set<String> UNREAD = Set.of("_nonce", "latest");

  private static Job job(SweptWorld world) {
    return world.jobs.find(JOB).orElseThrow();
  }

  private static void takeBackMarks(SweptWorld world) {
    CascadeContext context =
        CascadeContext.of(SweptWorld.SCHEMA, world.bucket, world.platform, 100, 100);
    Budget budget = Budget.until(world.platform.clock(), world.soon());
    new MarkRecords(context).takeBack(job(world), _ -> true, budget);
  }

  private static void readOtherSchema(SweptWorld world) {
    ObjectNode current =
        Json.parseStored("", world.bucket.get("schema/current").orElseThrow().body());
    current.withObject("/generations").put("2", "00");
    SweptWorld other = new SweptWorld();
    other.write("schema/current", current.toString());
    other.bucket.put(
        "schema/00.json",
        world.bucket.get("schema/00.json").orElseThrow().body(),
        Precondition.none());
    Generations.of(SweptWorld.SCHEMA, other.bucket, other.platform).schema(2);
  }

  private final SweptWorld world = new SweptWorld();

  @ParameterizedTest
  @EnumSource
  void aBodyAsItLiesInBucketsIsRead(Kind kind) {
    writeAll();
    assertThatCode(() -> kind.reader.accept(world)).doesNotThrowAnyException();
  }

  static Stream<Arguments> broken() {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                brokenBodies(kind).entrySet().stream()
                    .map(e -> Arguments.of(kind, e.getKey(), e.getValue())));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  void isNamedByItsReaderAndKeepsNobodyFromHisWork(Kind kind, String how, String body) {
    writeAll();
    UUID lost = lostJob();
    world.write("data/posts/" + ID + ".json", "{\"authorId\": \"" + ID + "\"}");
    world.write(kind.key, body);

    Throwable thrown = catchThrowable(() -> kind.reader.accept(world));
    assertThat(thrown)
        .isInstanceOfSatisfying(
            CorruptObjectException.class,
            e -> {
              assertThat(e.key()).endsWith(kind.key);
              assertThat(e.getMessage())
                  .startsWith("the object " + kind.key + " cannot be read: ")
                  .doesNotContain("dev.ligature", "java.", "com.fasterxml");
            });

    assertThat(told(kind)).as(thrown.getMessage()).containsAll(kind.tellers);
    // Which keys a delete must look for is told by the schema alone: without it none goes on.
    if (kind != Kind.CURRENT_SCHEMA) {
      world.drain();
      assertThat(world.jobs.find(lost).orElseThrow().state()).isEqualTo(JobState.COMPLETED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"posit",
        "{\"positions\": 7}",
        "{\"positions\": {\"next\": 7}}",
        "{\"positions\": {\"next\": \"nobody\", \"jobs\": \"nobody\", \"refs\": \"\"}}"
      })
  void aCursorThatSaysNothingIsBegunAnew(String body) {
    lostJob();
    world.write("sweep/cursor.json", body);
    world.pass(Duration.ofMinutes(3));
    assertThat(world.sweep().complete()).isTrue();
    world.pass(Duration.ofMinutes(3));
    assertThat(world.sweep().of(Finding.LOST_TASK).fixed()).isPositive();
  }

  /** Who names the broken object; each of them has done his other work too. */
  private Set<Teller> told(Kind kind) {
    Set<Teller> told = EnumSet.noneOf(Teller.class);
    AuditReport audit =
        Engine.of(EngineConfig.of(SweptWorld.SCHEMA, world.bucket).withPlatform(world.platform))
            .audit()
            .run();
    assertThat(
            audit.of(AuditFinding.DANGLING_KEY).found()
                + audit.of(AuditFinding.KEY_UNDER_WAY).found())
        .isPositive();
    if (audit.of(AuditFinding.UNREADABLE_OBJECT).samples().contains(kind.key)) {
      told.add(Teller.AUDIT);
    }

    JobService.JobPage page = world.jobs.list(null, 10);
    assertThat(page.jobs()).isNotEmpty();
    if (page.unreadable().stream().anyMatch(problem -> problem.contains(kind.key))) {
      told.add(Teller.JOB_LIST);
    }

    boolean sentAgain = false;
    for (int i = 0; i < 3; i++) {
      world.pass(Duration.ofHours(7));
      SweepReport sweep = world.sweep();
      assertThat(sweep.failures()).allMatch(failure -> failure.contains(kind.key));
      sentAgain |= sweep.of(Finding.LOST_TASK).fixed() > 0;
      if (sweep.of(Finding.UNREADABLE_OBJECT).samples().contains(kind.key)) {
        told.add(Teller.SWEEP);
      }
    }
    assertThat(sentAgain).isTrue();
    world.queue.clear();
    assertThat(world.recover()).isPositive();
    world.queue.removeIf(message -> message.jobId().equals(JOB));
    return told;
  }

  private UUID lostJob() {
    UUID author = world.create("Author", "name", "Ada");
    world.create("Post", "authorId", author);
    UUID job =
        ((DeleteResult.Accepted) world.delete("Author", author, DeleteOptions.async())).jobId();
    world.queue.clear();
    return job;
  }

  private void writeAll() {
    // A create and a delete by job of this world's own come first: both ask for the schema.
    world.create("Post");
    for (Kind kind : Kind.values()) {
      if (kind != Kind.CURRENT_SCHEMA) {
        world.write(kind.key, kind.body);
      }
    }
  }

  private static Map<String, String> brokenBodies(Kind kind) {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("zero bytes", "");
    bodies.put("an array", "[]");
    bodies.put("null", "null");
    bodies.put("truncated", kind.body.substring(0, kind.body.length() / 2));
    bodies.put("all but its end", kind.body.substring(0, kind.body.length() - 1));
    bodies.put("two of them", kind.body + kind.body);
    if (!kind.mayBeEmpty) {
      bodies.put("an empty object", "{}");
    }
    ObjectNode whole = Json.parseStored(kind.key, kind.body.getBytes(StandardCharsets.UTF_8));
    breakMembers(whole, whole, "", kind, bodies);
    return bodies;
  }

  private static void breakMembers(
      ObjectNode whole, JsonNode at, String path, Kind kind, Map<String, String> bodies) {
    List<String> members = new ArrayList<>();
    at.fieldNames().forEachRemaining(members::add);
    for (String member : members) {
      JsonNode valid = at.get(member);
      boolean read = !UNREAD.contains(member) && !(kind == Kind.ENTITY && member.equals("id"));
      if (read && !(kind == Kind.TASK_ROOT && member.equals("at"))) {
        for (JsonNode wrong : wrongTypes(valid)) {
          if (kind == Kind.ENTITY && valid.isArray() && wrong.isTextual()) {
            // Earlier versions put one stamp alone.
            continue;
          }
          ((ObjectNode) at).set(member, wrong);
          bodies.put(path + member + " = " + wrong, whole.toString());
          ((ObjectNode) at).set(member, valid);
        }
        breakMembers(whole, valid, path + member + ".", kind, bodies);
      }
    }
    if (at instanceof ArrayNode array) {
      for (JsonNode wrong : wrongTypes(array.get(0))) {
        JsonNode valid = array.get(0);
        array.set(0, wrong);
        bodies.put(path + "0 = " + wrong, whole.toString());
        array.set(0, valid);
      }
      breakMembers(whole, array.get(0), path + "0.", kind, bodies);
    }
  }

  private static List<JsonNode> wrongTypes(JsonNode valid) {
    return Stream.of("7", "1.5", "\"x\"", "true", "[]", "{}")
        .map(UnreadableObjectsTest::parsed)
        .filter(
            other ->
                other.getNodeType() != valid.getNodeType()
                    || other.getNodeType() == JsonNodeType.NUMBER && !other.isInt())
        .toList();
  }

  private static JsonNode parsed(String json) {
    try {
      return Json.parse(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
