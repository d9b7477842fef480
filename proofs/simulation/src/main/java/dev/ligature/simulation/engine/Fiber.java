package dev.ligature.simulation.engine;

import dev.ligature.store.Step;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** One thread of an actor: its main line, or a step that it runs beside others. */
public final class Fiber {

  enum State {
    /** Its next operation (or local step) can run. */
    READY,
    /** Waits for simulated time. */
    ASLEEP,
    /** Waits for the steps that it runs side by side. */
    JOINING,
    /** Over. */
    DONE
  }

  private final int number;
  private final Actor actor;
  private final @Nullable Fiber parent;
  private final Runnable body;

  State state = State.READY;
  @Nullable Operation pending;
  Fault fault = Fault.NONE;

  /** How long {@link Fault#STALL_AFTER} holds it up. */
  long stallMillis;

  long wakeAt;
  int openChildren;
  @Nullable Thread thread;

  /** Steps of the protocols that it takes, up to and with its next write; see {@link Coverage}. */
  final EnumSet<Step> steps = EnumSet.noneOf(Step.class);

  /** What it did last, as {@link Coverage} numbers it. */
  int label;

  /** Priority under schedules that use one; higher goes first. */
  int priority;

  Fiber(int number, Actor actor, @Nullable Fiber parent, Runnable body) {
    this.number = number;
    this.actor = actor;
    this.parent = parent;
    this.body = body;
  }

  /** Its place in the order of creation, from 0: the same in every run of one schedule. */
  public int number() {
    return number;
  }

  /** The process that it belongs to. */
  public Actor actor() {
    return actor;
  }

  /** The operation that it will do when it is next picked. */
  public @Nullable Operation pending() {
    return pending;
  }

  @Nullable Fiber parent() {
    return parent;
  }

  Runnable body() {
    return body;
  }
}
