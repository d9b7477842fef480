package dev.ligature.simulation.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random schemas, rows and deletes, carried out three times: by Ligature's own code on a simulated
 * bucket, by SQLite, and by {@link dev.ligature.simulation.reference.ReferenceStore}, which is
 * written from Django's rules. Afterwards the survivors and their keys are equal, so are the
 * refusals and Ligature's counts, and the bucket holds nothing besides.
 *
 * <p>What each rule is in SQL, and whether the two mean the same:
 *
 * <table>
 *   <caption>On delete, in Django's words and in SQLite's</caption>
 *   <tr><th>rule</th><th>SQLite</th><th>same meaning</th></tr>
 *   <tr><td>CASCADE</td><td>CASCADE</td><td>yes</td></tr>
 *   <tr><td>SET_NULL</td><td>SET NULL</td><td>yes: what is deleted by another way is deleted</td></tr>
 *   <tr><td>RESTRICT</td><td>NO ACTION, checked when the statement ends</td>
 *       <td>yes: both look when everything is collected, so whoever goes too does not refuse</td></tr>
 *   <tr><td>PROTECT</td><td>RESTRICT, checked as each row goes</td>
 *       <td>if any referrer stays: yes, refused. If all that refer are in the delete set: Django
 *       refuses; SQLite only if the parent happens to go before its referrer. Then the reference
 *       decides alone.</td></tr>
 *   <tr><td>DO_NOTHING</td><td>no constraint at all</td>
 *       <td>SQL has no key that may dangle, so the column has no constraint</td></tr>
 * </table>
 *
 * <p>More seeds: {@code -Dligature.differential.from=5000 -Dligature.differential.schemas=100000}.
 */
class DifferentialTest {

  private static final int SCHEMAS = Integer.getInteger("ligature.differential.schemas", 2_000);
  private static final long FROM = Long.getLong("ligature.differential.from", 0);

  @Test
  void randomSchemasAndDeletesEndAsInSqliteAndByDjangosRules() {
    Tally tally = new Tally();
    for (long seed = FROM; seed < FROM + SCHEMAS; seed++) {
      failure(seed, UnaryOperator.identity(), tally)
          .ifPresent(report -> fail(report + "\nso far\n" + tally));
    }
    if (SCHEMAS >= 1_000) {
      checkThatMuchWasTried(tally);
    }
  }

  private static void checkThatMuchWasTried(Tally tally) {
    for (OnDelete rule : OnDelete.values()) {
      assertThat(tally.of(rule)).as("keys with %s in%n%s", rule, tally).isGreaterThan(200);
    }
    assertThat(tally.of(Tally.SELF_REFERENCES)).isGreaterThan(200);
    assertThat(tally.of(Tally.CYCLES)).isGreaterThan(200);
    assertThat(tally.of(Tally.HAS_ONE)).isGreaterThan(200);
    assertThat(tally.of(Tally.REFUSED)).isGreaterThan(200);
    assertThat(tally.of(Tally.WITH_VICTIMS)).isGreaterThan(200);
    assertThat(tally.of(Tally.WITH_MANY_VICTIMS)).isGreaterThan(20);
    assertThat(tally.of(Tally.SEVERAL_WAYS)).isGreaterThan(50);
    assertThat(tally.of(Tally.WITH_NULLS)).isGreaterThan(100);
    assertThat(tally.of(Tally.WITH_ORPHANS)).isGreaterThan(100);
    assertThat(tally.of(Tally.SWEPT_ORPHANS)).isGreaterThan(50);
    // PROTECT inside the delete set: SQLite's answer is one or the other by its order of work.
    assertThat(tally.of(Tally.INSIDE + SqliteSide.Answer.DELETED)).isPositive();
    assertThat(tally.of(Tally.INSIDE + SqliteSide.Answer.REFUSED)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "CASCADE, DO_NOTHING",
    "SET_NULL, CASCADE",
    "SET_NULL, DO_NOTHING",
    "PROTECT, DO_NOTHING",
    "PROTECT, RESTRICT",
    "RESTRICT, DO_NOTHING",
    "RESTRICT, PROTECT"
  })
  void aRuleTakenForAnotherIsFound(String rule, String misreadAs) {
    UnaryOperator<Schema> misreading =
        schema ->
            Schema.fromJson(
                schema
                    .toJson()
                    .toString()
                    .replace(
                        "\"onDelete\":\"" + rule + "\"", "\"onDelete\":\"" + misreadAs + "\""));
    Optional<String> found = Optional.empty();
    for (long seed = 0; seed < 1_000 && found.isEmpty(); seed++) {
      found = failure(seed, misreading, new Tally());
    }
    assertThat(found.orElseThrow())
        .startsWith("seed ")
        .contains("\nschema\n", "\nrows\n", "\nsteps\n", "\ndifferences\n", "should be");
  }

  private static Optional<String> failure(
      long seed, UnaryOperator<Schema> misreading, Tally tally) {
    try (Trial trial = new Trial(seed, misreading, tally)) {
      return trial.run().isEmpty() ? Optional.empty() : Optional.of(trial.report());
    }
  }
}
