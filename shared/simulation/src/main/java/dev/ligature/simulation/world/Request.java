package dev.ligature.simulation.world;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client asked for, and what it was told. */
public final class Request {

  /** What was asked. */
  public enum Verb {
    /** A new entity. */
    CREATE,
    /** A change of an entity. */
    UPDATE,
    /** The end of an entity, and of what follows. */
    DELETE,
    /** A look at an entity. */
    READ
  }

  /** What the client knows. */
  public enum Answer {
    /** Nothing: it crashed, or was told of trouble. */
    UNKNOWN,
    /** It was done. */
    DONE,
    /** It was refused, and has changed nothing. */
    REFUSED
  }

  private final Verb verb;
  private final String plural;
  private final @Nullable UUID target;
  private final String label;
  private final int begun;
  private int ended = Integer.MAX_VALUE;
  private Answer answer = Answer.UNKNOWN;
  private @Nullable UUID id;
  private @Nullable UUID jobId;
  private long version;
  private boolean found;
  private String why = "";

  /**
   * @param target the entity asked for; {@code null} for a create
   * @param label the value of the field {@code label} that this request writes; no other writes it
   * @param begun the step at which it began
   */
  Request(Verb verb, String plural, @Nullable UUID target, String label, int begun) {
    this.verb = verb;
    this.plural = plural;
    this.target = target;
    this.id = target;
    this.label = label;
    this.begun = begun;
  }

  void written(int step, UUID entity, long atVersion) {
    ended = step;
    answer = Answer.DONE;
    id = entity;
    version = atVersion;
  }

  void accepted(int step, @Nullable UUID job) {
    ended = step;
    answer = Answer.DONE;
    jobId = job;
  }

  void refused(int step, String reason) {
    ended = step;
    answer = Answer.REFUSED;
    why = reason;
  }

  void read(int step, boolean present) {
    ended = step;
    answer = Answer.DONE;
    found = present;
  }

  Verb verb() {
    return verb;
  }

  String plural() {
    return plural;
  }

  /** The entity; unknown for a create that was not acknowledged. */
  public @Nullable UUID id() {
    return id;
  }

  @Nullable UUID jobId() {
    return jobId;
  }

  String label() {
    return label;
  }

  int begun() {
    return begun;
  }

  int ended() {
    return ended;
  }

  /** What the client was told. */
  public Answer answer() {
    return answer;
  }

  long version() {
    return version;
  }

  boolean found() {
    return found;
  }

  @Override
  public String toString() {
    return verb
        + " "
        + plural
        + "/"
        + (target == null ? label : target + " " + label)
        + " ("
        + answer
        + (why.isEmpty() ? "" : ": " + why)
        + ")";
  }
}
