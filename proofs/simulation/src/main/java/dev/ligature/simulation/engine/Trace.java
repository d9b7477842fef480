package dev.ligature.simulation.engine;

import dev.ligature.store.ObjectPage;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run: always a fingerprint and counts, and a readable line for each operation
 * where asked for. Ids are shortened to their last digits, {@code ~2f}.
 */
@SuppressWarnings("EnumOrdinal") // counted in arrays, at every operation of every world
public final class Trace {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-0*([0-9a-f]+)");
  private static final int LONGEST_DETAIL = 220;

  private final boolean recording;
  private final List<String> lines = new ArrayList<>();
  private final EnumMap<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private long fingerprint = 0x9E3779B97F4A7C15L;
  private long operations;

  /**
   * @param recording whether lines are kept
   */
  public Trace(boolean recording) {
    this.recording = recording;
  }

  /** A number that two runs share only if they did the same operations with the same outcomes. */
  public long fingerprint() {
    return fingerprint;
  }

  /** How many operations were done. */
  public long operations() {
    return operations;
  }

  /** How often each fault was injected. */
  public Map<Fault, Integer> faults() {
    return faults;
  }

  /** Counts a fault that no line tells of. */
  public void count(Fault fault) {
    if (fault != Fault.NONE) {
      faults.merge(fault, 1, Integer::sum);
    }
  }

  /** The lines, if they were kept. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Adds a remark, such as the beginning of a phase. */
  public void note(long now, String who, String text) {
    if (recording) {
      lines.add(shorten(String.format("%10.3fs %-14s %s", now / 1000.0, who, text)));
    }
  }

  /** An operation was done. */
  void done(
      long now,
      Fiber fiber,
      Operation operation,
      Object outcome,
      Fault fault,
      byte @Nullable [] body) {
    operations++;
    count(fault);
    mix(fiber.number());
    mix(operation.kind().ordinal() * 31 + fault.ordinal());
    mix(operation.keys().getFirst().hashCode());
    mix(digest(outcome));
    if (recording) {
      StringBuilder text = new StringBuilder(operation.label());
      pad(text, 13);
      text.append(String.join(" ", operation.keys()));
      if (body != null) {
        text.append(' ').append(new String(body, StandardCharsets.UTF_8));
      }
      text.append("  => ").append(describe(outcome));
      if (fault != Fault.NONE) {
        text.append("   !! ").append(fault);
      }
      line(now, fiber, text.toString());
    }
  }

  void crash(long now, Fiber fiber, Operation operation, String when) {
    count(when.equals("after") ? Fault.CRASH_AFTER : Fault.CRASH_BEFORE);
    mix(fiber.number() * 7 + 1);
    line(now, fiber, "CRASHED " + when + " " + operation.label() + " " + operation.keys());
  }

  void stalled(long now, Fiber fiber, Operation operation, long millis) {
    count(Fault.STALL);
    mix(fiber.number() * 7 + 2);
    line(
        now,
        fiber,
        "STALLS " + millis + " ms before " + operation.label() + " " + operation.keys());
  }

  /** A write took effect that its actor had given up. */
  void landed(long now, @Nullable Actor actor, Operation operation, Object outcome) {
    mix(operation.keys().getFirst().hashCode() * 7L + 5);
    mix(digest(outcome));
    if (recording) {
      note(
          now,
          actor == null ? "nobody" : actor.name(),
          "LANDS " + operation.label() + " " + operation.keys() + "  => " + describe(outcome));
    }
  }

  void ended(long now, Fiber fiber) {
    mix(fiber.number() * 7 + 3);
    line(now, fiber, "ends");
  }

  void failed(long now, Fiber fiber, Throwable failure) {
    mix(fiber.number() * 7 + 4);
    line(now, fiber, "fails: " + failure);
  }

  private void line(long now, Fiber fiber, String text) {
    if (recording) {
      String lane = fiber.parent() == null ? "" : "/" + fiber.number();
      note(now, fiber.actor().name() + lane, text);
    }
  }

  private void mix(long value) {
    long z = fingerprint ^ value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    fingerprint = z ^ (z >>> 27) + 0x9E3779B97F4A7C15L;
  }

  private static long digest(Object outcome) {
    return switch (outcome) {
      case StoredObject object -> object.etag().hashCode();
      case PutOutcome.Written written -> written.etag().hashCode();
      case PutOutcome.Refused refused -> refused.reason().ordinal();
      case ObjectPage page -> page.objects().size();
      case Optional<?> found -> found.isPresent() ? digest(found.get()) : 0;
      case Enum<?> value -> value.ordinal();
      case List<?> list -> list.stream().mapToLong(Trace::digest).reduce(1, (a, b) -> 31 * a + b);
      default -> outcome.toString().hashCode();
    };
  }

  private static String describe(Object outcome) {
    return switch (outcome) {
      case StoredObject object -> new String(object.body(), StandardCharsets.UTF_8);
      case PutOutcome.Written _ -> "written";
      case PutOutcome.Refused refused -> "refused " + refused.reason();
      case ObjectPage page ->
          page.objects().stream().map(o -> o.key()).toList()
              + (page.next() == null ? "" : " and more");
      case Optional<?> found -> found.isPresent() ? describe(found.get()) : "absent";
      default -> outcome.toString();
    };
  }

  private static String shorten(String line) {
    String short_ = UUID.matcher(line).replaceAll("~$1");
    return short_.length() <= LONGEST_DETAIL ? short_ : short_.substring(0, LONGEST_DETAIL) + "…";
  }

  private static void pad(StringBuilder text, int width) {
    while (text.length() < width) {
      text.append(' ');
    }
  }
}
