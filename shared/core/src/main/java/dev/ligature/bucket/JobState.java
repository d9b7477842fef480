package dev.ligature.bucket;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The states of a cascade job. */
public enum JobState {
  /** Walking the part of the graph that decides; nothing visible has changed. */
  PLANNING,
  /** Committed; its victims are being deleted. */
  RUNNING,
  /** Everything that it was to delete is gone. */
  COMPLETED,
  /** Refused by PROTECT or RESTRICT; nothing has changed. */
  BLOCKED,
  /** One of its tasks failed too often; waits for a retry. */
  STALLED,
  /** Called off before it committed; nothing has changed. */
  CANCELLED;

  /** As in JSON: lower case. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #text}. */
  public static JobState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether nothing will happen any more by itself. */
  public boolean ended() {
    return switch (this) {
      case COMPLETED, BLOCKED, CANCELLED -> true;
      case PLANNING, RUNNING, STALLED -> false;
    };
  }
}
