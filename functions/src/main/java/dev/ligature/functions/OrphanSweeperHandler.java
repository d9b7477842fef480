package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.ligature.bucket.Json;
import dev.ligature.functions.logging.Invocation;
import dev.ligature.functions.logging.JsonLogs;
import dev.ligature.functions.wiring.Composition;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps when the schedule says so, or when somebody invokes it. The input may hold {@code
 * "reportOnly": true}, to find and change nothing, and {@code "slices": n}, to do at most so many
 * slices of each step (10 unless told), and {@code "graceSeconds": n}, to leave orphans alone for
 * so long instead of the set time. The members of the schedule's own event are overlooked; any
 * other is refused. Answers the report.
 */
public final class OrphanSweeperHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {

  /** Kept back at the end of an invocation, to save the cursor and answer. */
  static final Duration MARGIN = Duration.ofSeconds(15);

  /**
   * Slices of each step where the input says nothing: enough for a busy day, and yet a bucket with
   * very many jobs does not cost a walk over all of them every few minutes.
   */
  static final int SLICES = 10;

  private static final List<String> MEMBERS = List.of("reportOnly", "slices", "graceSeconds");

  /** What an event of EventBridge holds. */
  private static final Set<String> OF_THE_SCHEDULE =
      Set.of(
          "version",
          "id",
          "detail-type",
          "source",
          "account",
          "time",
          "region",
          "resources",
          "detail");

  private static final Logger LOG = System.getLogger(OrphanSweeperHandler.class.getName());

  private final Composition composition;

  /** As Lambda makes it: configured by the process's environment. */
  public OrphanSweeperHandler() {
    this(System.getenv());
    JsonLogs.installForAll();
  }

  /** Configured by these variables. */
  public OrphanSweeperHandler(Map<String, String> environment) {
    this(Composition.of(environment));
  }

  /** On a core that is put together already. */
  public OrphanSweeperHandler(Composition composition) {
    JsonLogs.install();
    this.composition = composition;
  }

  @Override
  public Map<String, Object> handleRequest(@Nullable Map<String, Object> input, Context context) {
    Map<String, Object> asked = input == null ? Map.of() : input;
    return Invocation.of(context, () -> sweep(asked, deadline(context)));
  }

  private Map<String, Object> sweep(Map<String, Object> asked, Instant deadline) {
    SweepReport report = composition.sweeper().sweep(options(asked, deadline));
    LOG.log(Level.INFO, "swept: {0}", report.toJson());
    return Json.mapper().convertValue(report.toJson(), new TypeReference<>() {});
  }

  private static SweepOptions options(Map<String, Object> asked, Instant deadline) {
    for (String name : asked.keySet()) {
      if (!MEMBERS.contains(name) && !OF_THE_SCHEDULE.contains(name)) {
        throw new IllegalArgumentException(
            "the sweeper knows no \"" + name + "\"; give some of " + String.join(", ", MEMBERS));
      }
    }
    boolean reportOnly =
        switch (asked.get("reportOnly")) {
          case null -> false;
          case Boolean only -> only;
          case Object other -> throw wrong("reportOnly", other, "true or false");
        };
    int slices =
        switch (asked.get("slices")) {
          case null -> SLICES;
          case Number number when number.intValue() >= 1 -> number.intValue();
          case Object other -> throw wrong("slices", other, "a whole number from 1");
        };
    Duration grace =
        switch (asked.get("graceSeconds")) {
          case null -> null;
          case Number number when number.longValue() >= 0 -> Duration.ofSeconds(number.longValue());
          case Object other -> throw wrong("graceSeconds", other, "a number of seconds from 0");
        };
    return new SweepOptions(reportOnly, deadline, slices, grace);
  }

  private static IllegalArgumentException wrong(String name, Object value, String fix) {
    return new IllegalArgumentException(name + " is " + value + "; give " + fix);
  }

  private Instant deadline(Context context) {
    return Deadline.of(context, MARGIN, composition.services().engine().platform().clock());
  }
}
