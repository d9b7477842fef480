package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoredObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the steps left off. Kept in one object that is written only if nobody wrote it since: of
 * two sweeps at once, one moves the cursor. Losing it costs nothing but looking again. For one
 * thread.
 */
final class SweepCursor {

  static final String KEY = Keys.sweep() + "cursor.json";
  private static final String NEXT = "next";

  /** The cursor as stored: by step, the last key that it has done. */
  private record Body(Map<String, String> positions) {}

  private final ObjectStore store;
  private final Platform platform;
  private final boolean saved;
  private final Map<String, String> positions = new TreeMap<>();
  private Precondition unchanged = Precondition.ifAbsent();

  private SweepCursor(ObjectStore store, Platform platform, boolean saved) {
    this.store = store;
    this.platform = platform;
    this.saved = saved;
  }

  /** The saved one. */
  static SweepCursor read(ObjectStore store, Platform platform) {
    SweepCursor cursor = new SweepCursor(store, platform, true);
    Optional<StoredObject> object = store.get(KEY);
    object.ifPresent(
        found -> {
          cursor.unchanged = Precondition.ifMatch(found.etag());
          cursor.take(found);
        });
    return cursor;
  }

  /** At the beginning of everything, and never saved. */
  static SweepCursor unsaved(ObjectStore store, Platform platform) {
    return new SweepCursor(store, platform, false);
  }

  private void take(StoredObject object) {
    try {
      positions.putAll(Json.read(object.key(), object.body(), Body.class).positions());
    } catch (CorruptObjectException e) {
      // It says nothing: begin at the beginning, and write over it.
    }
  }

  @Nullable String position(String step) {
    return positions.get(step);
  }

  /** The step that the last sweep had no time for; {@code null} if it had time for all. */
  @Nullable String next() {
    return positions.get(NEXT);
  }

  /** Moves a step. */
  void move(String step, @Nullable String position) {
    set(step, position);
  }

  /** Names the step to begin with. */
  void beginWith(@Nullable String step) {
    set(NEXT, step);
  }

  private void set(String name, @Nullable String value) {
    String before = value == null ? positions.remove(name) : positions.put(name, value);
    if (Objects.equals(before, value) || !saved) {
      return;
    }
    // Refused: another sweep is under way and moves it. Both do the same work, each step safely.
    if (store.put(KEY, Json.stamped(new Body(positions), platform), unchanged)
        instanceof PutOutcome.Written written) {
      unchanged = Precondition.ifMatch(written.etag());
    }
  }
}
