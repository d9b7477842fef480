package dev.ligature.simulation.differential;

import static dev.ligature.schema.OnDelete.CASCADE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.Counts;
import dev.ligature.cascade.job.Protection;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.differential.SqliteSide.Answer;
import dev.ligature.simulation.generate.DataGenerator;
import dev.ligature.simulation.generate.Row;
import dev.ligature.simulation.reference.ReferenceStore;
import dev.ligature.simulation.reference.ReferenceStore.Deletion;
import dev.ligature.simulation.reference.ReferenceStore.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One schema with its rows in three places, and deletes that must do the same in all of them. */
final class Trial implements AutoCloseable {

  private static final int MOST_STEPS = 6;
  private static final int MOST_SWEEPS = 60;

  private final long seed;
  private final SplittableRandom random;
  private final Schema schema;
  private final Tally tally;
  private final LigatureSide ligature;
  private final SqliteSide sqlite;
  private final ReferenceStore reference;
  private List<Row> rows = List.of();
  private final List<String> ids = new ArrayList<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final Set<String> staleReferences = new HashSet<>();
  private final List<String> log = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();

  /**
   * Sets it up.
   *
   * @param seed of everything
   * @param misreading the schema as Ligature is given it: itself, but where a test wants to see a
   *     wrong rule found
   * @param tally counts what came about
   */
  Trial(long seed, UnaryOperator<Schema> misreading, Tally tally) {
    this.seed = seed;
    this.tally = tally;
    // Neighbouring seeds of a SplittableRandom begin alike.
    this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    this.schema = RandomSchema.next(random);
    this.ligature = new LigatureSide(misreading.apply(schema), random.split());
    this.sqlite = new SqliteSide(schema);
    this.reference = new ReferenceStore(schema);
  }

  /** Runs it; what differs, readable, or nothing. */
  List<String> run() {
    tally.schema(schema);
    rows = DataGenerator.next(random, schema, random.nextInt(8) == 0 ? 120 : 30);
    rows.forEach(this::create);
    for (Row row : rows) {
      row.keys().keySet().stream().filter(row::setLater).forEach(field -> setLater(row, field));
    }
    compare("after filling");
    int steps = 1 + random.nextInt(MOST_STEPS);
    for (int step = 0; step < steps && differences.isEmpty(); step++) {
      if (random.nextInt(5) == 0) {
        move();
      } else if (!ids.isEmpty()) {
        delete(chooseVictim());
      }
    }
    if (differences.isEmpty() && random.nextInt(reference.orphans().isEmpty() ? 12 : 2) == 0) {
      sweep();
    }
    return differences;
  }

  /** Sweeps until nothing changes any more; then only what must stand is left. */
  private void sweep() {
    log.add("sweep");
    tally.sweep(reference.orphans().size());
    OrphanRules.settle(schema, reference).forEach((id, n) -> versions.merge(id, n, Long::sum));
    List<String> before = List.of();
    for (int quiet = 0, rounds = 0; quiet < 2; rounds++) {
      ligature.sweep(Duration.ofHours(26));
      List<String> after =
          ligature.bucket().keys().stream()
              .filter(key -> !key.startsWith("jobs/") && !key.startsWith("orphans/"))
              .toList();
      quiet = after.equals(before) ? quiet + 1 : 0;
      before = after;
      if (rounds == MOST_SWEEPS) {
        differences.add("sweeping does not come to rest");
        return;
      }
    }
    Set<String> passing = new HashSet<>(ligature.bucket().keys());
    passing.removeIf(key -> !key.startsWith("jobs/") && !key.startsWith("fences/"));
    ligature.sweep(Duration.ofDays(32));
    passing.retainAll(ligature.bucket().keys());
    passing.forEach(key -> differences.add("sweep: left over: " + key));
    Map<String, RowState> expected = new TreeMap<>();
    reference.rows().forEach((id, row) -> expected.put(id, new RowState(row.plural(), row.keys())));
    BucketCheck check = new BucketCheck(schema, ligature.bucket(), Set.of(), false);
    expectRows("sweep: Ligature", expectedRows(), check.states());
    check.violations().forEach(violation -> differences.add("sweep: " + named(violation)));
  }

  private void create(Row row) {
    ModelDefinition model = row.model();
    Map<String, @Nullable String> keys = new LinkedHashMap<>();
    ObjectNode fields = Json.object().put("label", row.label());
    if (row.code() != null) {
      fields.put("code", row.code());
    }
    row.keys()
        .forEach(
            (field, parent) -> {
              boolean later = parent == null || row.setLater(field);
              keys.put(field, later ? null : ids.get(Objects.requireNonNull(parent)));
              fields.put(field, keys.get(field));
            });
    Entity entity = ligature.create(ligatureModel(model), fields);
    String id = entity.id().toString();
    ids.add(id);
    versions.put(id, entity.version());
    sqlite.insert(model.plural(), id, row.code(), keys);
    reference.put(model.plural(), id, keys);
  }

  private void setLater(Row row, String field) {
    String parent = ids.get(Objects.requireNonNull(row.keys().get(field)));
    setKey(ids.get(row.number()), row.model(), field, parent);
  }

  private void setKey(String id, ModelDefinition model, String field, String parent) {
    Entity written =
        ligature.setKey(ligatureModel(model), UUID.fromString(id), field, UUID.fromString(parent));
    versions.put(id, written.version());
    sqlite.setKey(model.plural(), id, field, parent);
    Map<String, @Nullable String> keys =
        new LinkedHashMap<>(reference.get(id).orElseThrow().keys());
    String old = keys.put(field, parent);
    if (old != null && !old.equals(parent)) {
      staleReferences.add("refs/" + model.plural() + "." + field + "/" + old + "/" + id);
    }
    reference.put(model.plural(), id, keys);
  }

  private ModelDefinition ligatureModel(ModelDefinition model) {
    return ligature.schema().plural(model.plural()).orElseThrow();
  }

  /** A row gets another parent; its old reference stays behind as a stale hint. */
  private void move() {
    List<String> living = List.copyOf(reference.rows().keySet());
    if (living.isEmpty()) {
      return;
    }
    String id = living.get(random.nextInt(living.size()));
    String plural = reference.get(id).orElseThrow().plural();
    ModelDefinition model = schema.plural(plural).orElseThrow();
    List<ForeignKeyConstraint> keys =
        model.foreignKeys().stream().filter(key -> !key.single()).toList();
    if (keys.isEmpty()) {
      return;
    }
    ForeignKeyConstraint key = keys.get(random.nextInt(keys.size()));
    List<String> parents =
        living.stream()
            .filter(p -> reference.get(p).orElseThrow().plural().equals(key.parentPlural()))
            .toList();
    if (parents.isEmpty()) {
      return;
    }
    String parent = parents.get(random.nextInt(parents.size()));
    log.add("move " + name(id) + "." + key.field() + " to " + name(parent));
    setKey(id, model, key.field(), parent);
    compare(log.getLast());
  }

  /** Any row, gone or not; every other time the one of three that takes the most along. */
  private String chooseVictim() {
    String chosen = ids.get(random.nextInt(ids.size()));
    if (random.nextBoolean()) {
      for (int i = 0; i < 2; i++) {
        String other = ids.get(random.nextInt(ids.size()));
        boolean more = reference.deleteSet(other).size() > reference.deleteSet(chosen).size();
        chosen = more ? other : chosen;
      }
    }
    return chosen;
  }

  private void delete(String id) {
    String plural =
        reference
            .get(id)
            .map(ReferenceStore.Entity::plural)
            .orElseGet(() -> schema.models().getFirst().plural());
    log.add("delete " + name(id));
    Set<String> deleteSet = reference.deleteSet(id);
    boolean severalWays = deleteSet.stream().anyMatch(victim -> ways(victim, deleteSet) > 1);
    Deletion expected = reference.delete(id);
    boolean onlyInside =
        expected.refused()
            && expected.protectedBy().stream().allMatch(key -> deleteSet.contains(key.id()));
    tally.deletion(expected, onlyInside, severalWays && !expected.refused());

    Answer bySqlite = sqlite.delete(plural, id, !expected.refused());
    if (onlyInside) {
      tally.insideProtection(bySqlite);
    } else {
      Answer should =
          expected.refused() ? Answer.REFUSED : expected.found() ? Answer.DELETED : Answer.ABSENT;
      expect("SQLite's answer", should, bySqlite);
    }

    ModelDefinition model = ligatureModel(schema.plural(plural).orElseThrow());
    LigatureSide.Outcome outcome = ligature.delete(model, UUID.fromString(id));
    compare(expected, outcome);
    for (Key key : expected.nulled()) {
      versions.merge(key.id(), 1L, Long::sum);
    }
    compare(log.getLast());
  }

  /** Through how many keys the delete set takes this row. */
  private long ways(String id, Set<String> deleteSet) {
    ReferenceStore.Entity row = reference.get(id).orElseThrow();
    return schema.plural(row.plural()).orElseThrow().foreignKeys().stream()
        .filter(key -> key.onDelete() == CASCADE)
        .filter(key -> deleteSet.contains(String.valueOf(row.keys().get(key.field()))))
        .count();
  }

  private void compare(Deletion expected, LigatureSide.Outcome outcome) {
    expect("found", expected.found(), outcome.found());
    expect(
        "the job's end",
        expected.refused() ? JobState.BLOCKED : JobState.COMPLETED,
        outcome.state());
    expect("what refuses", counted(expected.protectedBy()), protections(outcome.protections()));
    long cascaded = outcome.byRelationship().values().stream().mapToLong(Counts::deleted).sum();
    expect("cascaded", Math.max(0, expected.deleted().size() - 1), (int) cascaded);
    Map<String, Long> nulled = new TreeMap<>();
    outcome
        .byRelationship()
        .forEach(
            (relationship, counts) -> {
              if (counts.setNull() > 0) {
                nulled.put(relationship, counts.setNull());
              }
            });
    expect("keys set to null", counted(expected.nulled()), nulled);
    boolean endedAtOnce =
        outcome.firstAnswer() instanceof DeleteResult.Accepted now
            && now.state() == JobState.COMPLETED;
    if (endedAtOnce && outcome.firstAnswer() instanceof DeleteResult.Accepted now) {
      expect("counts told at once", outcome.byRelationship(), now.byRelationship());
    }
    tally.outcome(outcome);
  }

  private static Map<String, Long> counted(Set<Key> keys) {
    Map<String, Long> counts = new TreeMap<>();
    keys.forEach(key -> counts.merge(key.plural() + "." + key.field(), 1L, Long::sum));
    return counts;
  }

  private static Map<String, Long> protections(List<Protection> protections) {
    Map<String, Long> counts = new TreeMap<>();
    protections.forEach(p -> counts.put(p.relationship(), p.count()));
    return counts;
  }

  /** The rows, wherever they are, and what the bucket holds besides. */
  private void compare(String when) {
    Map<String, RowState> expected = new TreeMap<>();
    reference.rows().forEach((id, row) -> expected.put(id, new RowState(row.plural(), row.keys())));
    expectRows(when + ": SQLite", expectedRows(), sqlite.rows());
    BucketCheck check = new BucketCheck(schema, ligature.bucket(), staleReferences, true);
    expectRows(when + ": Ligature", expectedRows(), check.states());
    check
        .rows()
        .forEach((id, row) -> expect("version of " + name(id), versions.get(id), row.version()));
    check.violations().forEach(violation -> differences.add(when + ": " + named(violation)));
  }

  private Map<String, RowState> expectedRows() {
    Map<String, RowState> rows = new TreeMap<>();
    reference.rows().forEach((id, row) -> rows.put(id, new RowState(row.plural(), row.keys())));
    return rows;
  }

  private void expectRows(String where, Map<String, RowState> should, Map<String, RowState> is) {
    Set<String> all = new HashSet<>(should.keySet());
    all.addAll(is.keySet());
    for (String id : all) {
      RowState shouldBe = should.get(id);
      RowState found = is.get(id);
      if (!Objects.equals(shouldBe, found)) {
        differences.add(
            where + ": " + name(id) + " should be " + show(shouldBe) + ", is " + show(found));
      }
    }
  }

  private void expect(String what, @Nullable Object should, @Nullable Object is) {
    if (!Objects.equals(should, is)) {
      differences.add(log.getLast() + ": " + what + ": should be " + should + ", is " + is);
    }
  }

  /** Everything that a person needs to see what went wrong. */
  String report() {
    StringBuilder text =
        new StringBuilder("seed ")
            .append(seed)
            .append(": again with -Dligature.differential.schemas=1 -Dligature.differential.from=")
            .append(seed)
            .append("\nschema\n");
    for (ModelDefinition model : schema.models()) {
      text.append("  ").append(SqliteSide.table(model)).append('\n');
      for (ForeignKeyConstraint key : model.foreignKeys()) {
        text.append("    ").append(key.id()).append(" → ").append(key.parentPlural());
        text.append(' ').append(key.onDelete()).append(key.single() ? " has-one\n" : "\n");
      }
    }
    text.append("rows\n");
    for (Row row : rows) {
      text.append("  ").append(name(ids.get(row.number()))).append(' ').append(row.keys());
      text.append('\n');
    }
    text.append("steps\n");
    log.forEach(step -> text.append("  ").append(step).append('\n'));
    text.append("differences\n");
    differences.forEach(difference -> text.append("  ").append(difference).append('\n'));
    return text.toString();
  }

  private String show(@Nullable RowState state) {
    return state == null ? "gone" : named(state.keys().toString());
  }

  private String name(String id) {
    return "#" + ids.indexOf(id);
  }

  /** The text with rows' numbers in place of their ids. */
  private String named(String text) {
    String named = text;
    for (String id : ids) {
      named = named.replace(id, name(id));
    }
    return named;
  }

  @Override
  public void close() {
    sqlite.close();
  }
}
