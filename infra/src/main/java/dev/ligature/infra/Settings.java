package dev.ligature.infra;

import org.jspecify.annotations.Nullable;
import software.constructs.Node;

/**
 * What an operator may tune, each read from CDK context: {@code npx cdk deploy -c
 * ligature:inlineMillis=0}, or the same name under {@code context} in {@code cdk.json}.
 *
 * @param inlineMillis time that a DELETE may work on its cascade before it answers 202, in
 *     milliseconds; 0 makes every cascade asynchronous
 * @param inlineVictims entities that a DELETE may remove before it answers 202
 * @param taskSize most entities of one task
 * @param orphanGraceSeconds age at which an orphan may be removed, in seconds
 * @param sweepMinutes time between two runs of the sweeper, in minutes
 * @param undoDays days that deleted and overwritten versions are kept: how long a person can bring
 *     them back
 * @param logDays days that logs are kept; one of the retentions that CloudWatch knows
 * @param memoryMegabytes memory of each function, in MiB
 * @param workerBatchSize most tasks handed to one invocation of the worker
 * @param workerConcurrency most invocations of the worker at once: the global throttle of cascades
 * @param maxReceives deliveries of a task after which it counts as poisoned and goes to the dead
 *     letters; the last of them only marks its job as stalled
 * @param adoptSchema the generation of the schema that the bucket is at, if this deployment takes
 *     it back to an earlier schema; 0 if it does not
 * @param apiTitle title of the OpenAPI document
 * @param apiVersion version that the OpenAPI document tells
 * @param apiLicense licence that it tells, by its SPDX identifier; empty for none
 */
public record Settings(
    int inlineMillis,
    int inlineVictims,
    int taskSize,
    int orphanGraceSeconds,
    int sweepMinutes,
    int undoDays,
    int logDays,
    int memoryMegabytes,
    int workerBatchSize,
    int workerConcurrency,
    int maxReceives,
    int adoptSchema,
    String apiTitle,
    String apiVersion,
    String apiLicense) {

  private static final String CONTEXT = "ligature:";

  /** What holds where the context says nothing. */
  public static final Settings DEFAULTS =
      new Settings(5_000, 1_000, 100, 3_600, 5, 30, 30, 1_024, 5, 10, 5, 0, "API", "1", "");

  /** Refuses values that AWS would refuse later, or that would make a promise hollow. */
  public Settings {
    within("inlineMillis", inlineMillis, 0, 20_000);
    within("inlineVictims", inlineVictims, 0, 100_000);
    within("taskSize", taskSize, 1, 1_000);
    within("orphanGraceSeconds", orphanGraceSeconds, 0, Integer.MAX_VALUE);
    within("sweepMinutes", sweepMinutes, 1, 1_440);
    within("undoDays", undoDays, 1, 3_650);
    within("logDays", logDays, 1, 3_653);
    within("memoryMegabytes", memoryMegabytes, 512, 10_240);
    within("workerBatchSize", workerBatchSize, 1, 10);
    within("workerConcurrency", workerConcurrency, 2, 1_000);
    within("maxReceives", maxReceives, 2, 1_000);
    within("adoptSchema", adoptSchema, 0, Integer.MAX_VALUE);
  }

  /** Reads the context under {@code node}; what it does not set has its default. */
  public static Settings from(Node node) {
    return new Settings(
        read(node, "inlineMillis", DEFAULTS.inlineMillis),
        read(node, "inlineVictims", DEFAULTS.inlineVictims),
        read(node, "taskSize", DEFAULTS.taskSize),
        read(node, "orphanGraceSeconds", DEFAULTS.orphanGraceSeconds),
        read(node, "sweepMinutes", DEFAULTS.sweepMinutes),
        read(node, "undoDays", DEFAULTS.undoDays),
        read(node, "logDays", DEFAULTS.logDays),
        read(node, "memoryMegabytes", DEFAULTS.memoryMegabytes),
        read(node, "workerBatchSize", DEFAULTS.workerBatchSize),
        read(node, "workerConcurrency", DEFAULTS.workerConcurrency),
        read(node, "maxReceives", DEFAULTS.maxReceives),
        read(node, "adoptSchema", DEFAULTS.adoptSchema),
        text(node, "apiTitle", DEFAULTS.apiTitle),
        text(node, "apiVersion", DEFAULTS.apiVersion),
        text(node, "apiLicense", DEFAULTS.apiLicense));
  }

  private static int read(Node node, String name, int otherwise) {
    @Nullable Object value = node.tryGetContext(CONTEXT + name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    String text = value.toString();
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "context ligature:" + name + " is '" + text + "', but must be a whole number");
    }
    return Integer.parseInt(text);
  }

  private static String text(Node node, String name, String otherwise) {
    @Nullable Object value = node.tryGetContext(CONTEXT + name);
    return value == null ? otherwise : value.toString();
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "ligature:%s is %d, but must be from %d to %d".formatted(name, value, least, most));
    }
  }
}
