package dev.ligature.simulation.engine;

import dev.ligature.store.Step;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What runs have come across, so that one can tell what was never tried. Three kinds of pairs: a
 * step of the protocols, what went wrong at it, and what another actor was doing then; the state of
 * a job, and an operation of somebody who works on it; two operations on one key, one after the
 * other, of different actors. Besides, how often each step was hit by what, and how often jobs had
 * to give way to others.
 *
 * <p>Collects over many worlds, one after the other. Not safe for threads.
 */
@SuppressWarnings("EnumOrdinal") // counted in arrays, at every operation of every world
public final class Coverage {

  /** What a step of the protocols must bear. */
  public enum Hit {
    /** Its actor crashed before an operation that belongs to it. */
    CRASH_BEFORE,
    /** Its actor crashed after such an operation took effect. */
    CRASH_AFTER,
    /** Its actor slept before such an operation. */
    STALL
  }

  /** How a job gave way. */
  private record Attempts(String state, int number) {}

  /** In place of the job of an actor that has had to do with none. */
  static final String NO_JOB = "none";

  private static final int PAIRS = 1 << 22;
  private static final int KEY_BITS = 12;
  private static final int KEYS = 1 << KEY_BITS;
  private static final long NOTHING = -1;

  /** A job's record is small, and these members stand at its head. */
  private static final int HEAD = 400;

  private final long[] seen = new long[PAIRS / Long.SIZE];
  private final Map<Step, EnumMap<Hit, Integer>> hits = new EnumMap<>(Step.class);
  private final long[] taken = new long[Step.values().length];
  private long pairs;
  private long wounds;
  private long jobsWoundedTwice;
  private long worlds;
  private long wounded;

  /**
   * What was done last on a key, and by whom; at the place of the key's hash, for of two keys that
   * share one no harm is done.
   */
  private final long[] lastOnKey = new long[KEYS];

  private final Map<String, Attempts> jobs = new HashMap<>();
  private long pairsBefore;
  private boolean woundedNow;

  /** A new world begins. */
  public void begin() {
    Arrays.fill(lastOnKey, NOTHING);
    jobs.clear();
    pairsBefore = pairs;
    woundedNow = false;
    worlds++;
  }

  /** Adds what other worlds came across. */
  public void add(Coverage other) {
    pairs = 0;
    for (int i = 0; i < seen.length; i++) {
      seen[i] |= other.seen[i];
      pairs += Long.bitCount(seen[i]);
    }
    other.hits.forEach((step, counts) -> counts.forEach((hit, times) -> count(step, hit, times)));
    for (int i = 0; i < taken.length; i++) {
      taken[i] += other.taken[i];
    }
    wounds += other.wounds;
    jobsWoundedTwice += other.jobsWoundedTwice;
    worlds += other.worlds;
    wounded += other.wounded;
  }

  /** How many pairs the present world was the first to reach. */
  public long newPairs() {
    return pairs - pairsBefore;
  }

  /** How many pairs were reached. */
  public long pairs() {
    return pairs;
  }

  /** How often the attempt of a job was raised: an older job made it give way. */
  public long wounds() {
    return wounds;
  }

  /** How many jobs had to give way twice or more. */
  public long jobsWoundedTwice() {
    return jobsWoundedTwice;
  }

  /** How often the step was taken. */
  public long taken(Step step) {
    return taken[step.ordinal()];
  }

  void took(Step step) {
    taken[step.ordinal()]++;
  }

  /** How often the step was hit. */
  public int hits(Step step, Hit hit) {
    EnumMap<Hit, Integer> of = hits.get(step);
    return of == null ? 0 : of.getOrDefault(hit, 0);
  }

  /** One line for a person. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%,d pairs, %,d wounds in %,d of %,d worlds, %,d jobs wounded twice",
        pairs,
        wounds,
        wounded,
        worlds,
        jobsWoundedTwice);
  }

  /**
   * An operation was picked to happen.
   *
   * @param others every fiber that has not ended
   */
  void picked(Fiber fiber, Operation operation, Fault fault, Iterable<Fiber> others) {
    int label = label(fiber.actor(), operation);
    if (fault != Fault.NONE) {
      hit(fiber, fault, others);
    }
    fiber.label = label;
    sawJob(fiber.actor(), operation.keys().getFirst(), label);
    for (String key : operation.keys()) {
      touched(fiber.actor(), key, label * 32 + fault.ordinal());
    }
  }

  private void hit(Fiber fiber, Fault fault, Iterable<Fiber> others) {
    for (Step step : fiber.steps) {
      count(step, fault);
      for (Fiber other : others) {
        if (other.actor() != fiber.actor()) {
          reach(1, step.ordinal() * 31L + fault.ordinal(), other.label);
        }
      }
    }
  }

  private void count(Step step, Fault fault) {
    switch (fault) {
      case CRASH_BEFORE, CRASH_LANDS_LATE -> count(step, Hit.CRASH_BEFORE, 1);
      case CRASH_AFTER -> count(step, Hit.CRASH_AFTER, 1);
      case STALL -> count(step, Hit.STALL, 1);
      default -> {}
    }
  }

  private void count(Step step, Hit hit, int times) {
    hits.computeIfAbsent(step, _ -> new EnumMap<>(Hit.class)).merge(hit, times, Integer::sum);
  }

  private void sawJob(Actor actor, String key, int label) {
    boolean ofJob = key.startsWith("jobs/") && key.length() > 41;
    if (ofJob && !key.startsWith(actor.job, 5)) {
      actor.job = key.substring(5, 41);
    }
    Attempts job = actor.job.equals(NO_JOB) ? null : jobs.get(actor.job);
    if (job != null) {
      reach(2, job.state.hashCode() * 4L + Math.min(job.number, 3), label);
    }
  }

  private void touched(Actor actor, String key, int now) {
    int place = (key.hashCode() * 0x9E3779B1) >>> (Integer.SIZE - KEY_BITS);
    long before = lastOnKey[place];
    lastOnKey[place] = ((long) actor.number() << Integer.SIZE) | now;
    if (before != NOTHING && before >>> Integer.SIZE != actor.number()) {
      reach(3, before & 0xFFFF_FFFFL, now);
    }
  }

  /** A job's record was written: how it stands, and whether it had to give way. */
  void written(String key, byte[] body) {
    if (!key.startsWith("jobs/") || !key.endsWith("/job.json")) {
      return;
    }
    String head = new String(body, 0, Math.min(body.length, HEAD), StandardCharsets.ISO_8859_1);
    String job = key.substring(5, key.length() - "/job.json".length());
    int attempt = number(head, "\"attempt\":");
    Attempts before = jobs.put(job, new Attempts(text(head, "\"state\":\""), attempt));
    if (before == null || attempt <= before.number) {
      return;
    }
    wounds++;
    if (!woundedNow) {
      woundedNow = true;
      wounded++;
    }
    if (attempt == 3) {
      jobsWoundedTwice++;
    }
  }

  private static String text(String head, String member) {
    int from = head.indexOf(member);
    return from < 0
        ? ""
        : head.substring(from + member.length(), head.indexOf('"', from + member.length()));
  }

  private static int number(String head, String member) {
    int from = head.indexOf(member);
    return from < 0 ? 1 : Character.digit(head.charAt(from + member.length()), 10);
  }

  private void reach(int kind, long one, long other) {
    long mixed = (kind * 0x9E3779B97F4A7C15L + one) * 0xBF58476D1CE4E5B9L + other;
    mixed = (mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL;
    int place = (int) (mixed >>> 40) & (PAIRS - 1);
    long bit = 1L << place;
    if ((seen[place >>> 6] & bit) == 0) {
      seen[place >>> 6] |= bit;
      pairs++;
    }
  }

  /** Who does what to which folder of the bucket, as a number below 2^15. */
  private static int label(Actor actor, Operation operation) {
    String key = operation.keys().getFirst();
    int what = (operation.kind().ordinal() * 2 + (operation.conditional() ? 1 : 0)) * 32;
    int role = actor.name().charAt(0) & 15;
    return ((what + folder(operation.kind(), key)) << 4) | role;
  }

  private static int folder(Operation.Kind kind, String key) {
    if (kind == Operation.Kind.SEND) {
      return key.endsWith("watch") ? 1 : 2;
    }
    if (key.startsWith("jobs/") && key.length() > 43) {
      return switch (key.charAt(42)) {
        case 'j' ->
            key.endsWith("job.json")
                ? 3
                : key.endsWith("-intent") ? 4 : key.endsWith("-done") ? 5 : 6;
        case 't' -> key.length() > 48 ? 7 + (key.charAt(48) & 3) : 11;
        case 'm' -> 12;
        default -> 13;
      };
    }
    return switch (key.isEmpty() ? ' ' : key.charAt(0)) {
      case 'd' -> 14;
      case 'r' -> 15;
      case 'i' -> key.startsWith("index") ? 16 : 17;
      case 'c' -> 18;
      case 'f' -> 19;
      case 'o' -> key.startsWith("open") ? 20 : 21;
      case 's' -> key.startsWith("sweep") ? 22 : 23;
      case 'j' -> 24;
      default -> 25;
    };
  }
}
