package dev.ligature.simulation.world;

import dev.ligature.bucket.Entity;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.simulation.world.Meter.Bill;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client asked for, and what it was told. */
public final class Request {

  /** What was asked. */
  public enum Verb {
    /** A new entity. */
    CREATE,
    /** A change of some fields of an entity. */
    PATCH,
    /** Other fields for an entity. */
    REPLACE,
    /** The end of an entity, and of what follows. */
    DELETE,
    /** A look at an entity. */
    READ,
    /** A page of entities. */
    LIST,
    /** What an entity refers to, and what refers to it. */
    INCLUDE;

    boolean updates() {
      return this == PATCH || this == REPLACE;
    }
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

  /**
   * What was asked.
   *
   * @param target the entity asked for; {@code null} for a create or a list
   * @param what for a write the value of the field {@code label} that it writes, and no other
   *     request but its own repetition; otherwise more of what was asked, for a reader
   * @param expectedVersion the only version of the target that may be written or deleted
   * @param idempotencyKey under which it may be repeated
   */
  record Question(
      Verb verb,
      String plural,
      @Nullable UUID target,
      String what,
      @Nullable Long expectedVersion,
      @Nullable String idempotencyKey) {

    static Question of(Verb verb, ModelDefinition model, @Nullable UUID target, String what) {
      return new Question(verb, model.plural(), target, what, null, null);
    }

    Question onlyVersion(@Nullable Long version) {
      return new Question(verb, plural, target, what, version, idempotencyKey);
    }

    Question under(@Nullable String key) {
      return new Question(verb, plural, target, what, expectedVersion, key);
    }
  }

  private final Question question;
  private final long begun;
  private final Bill bill;
  private long ended = Long.MAX_VALUE;
  private Answer answer = Answer.UNKNOWN;
  private @Nullable Entity entity;
  private DeleteResult.@Nullable Accepted accepted;
  private boolean replayed;
  private String outcome = "";
  private String why = "";

  /**
   * @param begun the {@link Truth#moment moment} at which it began
   * @param bill what it costs
   */
  Request(Question question, long begun, Bill bill) {
    this.question = question;
    this.begun = begun;
    this.bill = bill;
  }

  void written(long moment, Entity written, boolean earlier) {
    answer = Answer.DONE;
    ended = moment;
    entity = written;
    replayed = earlier;
  }

  void accepted(DeleteResult.Accepted result) {
    answer = Answer.DONE;
    accepted = result;
  }

  /**
   * @param result the name of the outcome
   * @param reason the same in words
   */
  void refused(String result, String reason) {
    answer = Answer.REFUSED;
    outcome = result;
    why = reason;
  }

  void read(@Nullable Entity found) {
    answer = Answer.DONE;
    entity = found;
  }

  Verb verb() {
    return question.verb;
  }

  String plural() {
    return question.plural;
  }

  /** The entity; unknown for a create that was not acknowledged. */
  public @Nullable UUID id() {
    return question.target == null && entity != null ? entity.id() : question.target;
  }

  @Nullable UUID jobId() {
    return accepted == null ? null : accepted.jobId();
  }

  /** What the client was told of an accepted delete. */
  DeleteResult.@Nullable Accepted accepted() {
    return accepted;
  }

  String label() {
    return question.what;
  }

  @Nullable Long expectedVersion() {
    return question.expectedVersion;
  }

  @Nullable String idempotencyKey() {
    return question.idempotencyKey;
  }

  long begun() {
    return begun;
  }

  Bill bill() {
    return bill;
  }

  /** The moment at which a write was acknowledged. */
  long ended() {
    return ended;
  }

  /** What the client was told. */
  public Answer answer() {
    return answer;
  }

  /** The entity that it was shown. */
  @Nullable Entity entity() {
    return entity;
  }

  /** Whether an earlier request had made what it was shown. */
  boolean replayed() {
    return replayed;
  }

  /** What kind of request it was, and what kind of answer it got. */
  String kind() {
    String asked =
        question.verb
            + (question.expectedVersion == null ? "" : " if-match")
            + (question.idempotencyKey == null ? "" : " under a key");
    return asked
        + ": "
        + switch (answer) {
          case UNKNOWN -> "unknown";
          case REFUSED -> outcome;
          case DONE ->
              accepted != null ? accepted.state().text() : replayed ? "replayed" : shownOrGone();
        };
  }

  private String shownOrGone() {
    return entity == null && question.verb != Verb.LIST ? "gone" : "done";
  }

  @Override
  public String toString() {
    return question.verb
        + " "
        + question.plural
        + (question.target == null ? "" : "/" + question.target)
        + (question.what.isEmpty() ? "" : " " + question.what)
        + (question.expectedVersion == null ? "" : " if-match " + question.expectedVersion)
        + (question.idempotencyKey == null ? "" : " under a key")
        + " ("
        + answer
        + (why.isEmpty() ? "" : ": " + why)
        + (replayed ? ", replayed" : "")
        + (accepted == null ? "" : ", " + accepted.state().text())
        + ")";
  }
}
