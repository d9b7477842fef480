package dev.ligature.simulation.engine;

import java.util.List;

/**
 * An operation that an actor is about to do: what the schedule, the faults and the trace know of
 * it.
 *
 * @param kind what it does
 * @param keys what it touches: keys of objects, or one prefix for a listing
 * @param conditional whether it carries a precondition
 */
public record Operation(Kind kind, List<String> keys, boolean conditional) {

  /** The operations there are. */
  public enum Kind {
    /** An actor begins. */
    START(false),
    /** Reads an object. */
    GET(false),
    /** Lists a prefix. */
    LIST(false),
    /** Writes an object. */
    PUT(true),
    /** Deletes an object. */
    DELETE(true),
    /** Deletes several objects. */
    DELETE_ALL(true),
    /** Sends a message. */
    SEND(true),
    /** Lets time pass. */
    WAIT(false);

    private final boolean writes;

    Kind(boolean writes) {
      this.writes = writes;
    }

    /** Whether it may change what others see. */
    public boolean writes() {
      return writes;
    }
  }

  /** An operation on one key. */
  public static Operation on(Kind kind, String key, boolean conditional) {
    return new Operation(kind, List.of(key), conditional);
  }

  /**
   * Whether the order of the two matters to anyone. If not, running them in either order gives the
   * same world and the same outcomes, and exploring one order is enough.
   */
  public boolean dependsOn(Operation other) {
    if (!kind.writes && !other.kind.writes) {
      return false;
    }
    if (local(kind) || local(other.kind)) {
      return false;
    }
    if (kind == Kind.LIST) {
      return covers(keys.getFirst(), other);
    }
    if (other.kind == Kind.LIST) {
      return covers(other.keys.getFirst(), this);
    }
    if ((kind == Kind.SEND) != (other.kind == Kind.SEND)) {
      return false;
    }
    for (String key : keys) {
      if (other.keys.contains(key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean local(Kind kind) {
    return kind == Kind.START || kind == Kind.WAIT;
  }

  private static boolean covers(String prefix, Operation write) {
    if (write.kind == Kind.SEND) {
      return false;
    }
    for (String key : write.keys) {
      if (key.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Its name in traces: {@code PUT?} is a conditional PUT. */
  public String label() {
    return conditional ? kind + "?" : kind.toString();
  }
}
