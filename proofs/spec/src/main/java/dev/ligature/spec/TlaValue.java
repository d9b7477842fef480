package dev.ligature.spec;

import java.util.List;
import java.util.SequencedMap;

/** A value as TLC prints it. Sets are kept in the order printed. */
public sealed interface TlaValue {

  /** A string, a number, TRUE or FALSE, as text. */
  record Atom(String text) implements TlaValue {}

  /** {@code <<a, b>>}. */
  record Tuple(List<TlaValue> items) implements TlaValue {
    public Tuple {
      items = List.copyOf(items);
    }
  }

  /** {@code {a, b}}. */
  record Members(List<TlaValue> items) implements TlaValue {
    public Members {
      items = List.copyOf(items);
    }
  }

  /** {@code [field |-> value]}: a record, or a function of strings. */
  record Fields(SequencedMap<String, TlaValue> values) implements TlaValue {}

  /** The text of an atom; anything else is refused. */
  default String text() {
    if (this instanceof Atom(String text)) {
      return text;
    }
    throw new IllegalArgumentException("not an atom: " + this);
  }

  /** The items of a tuple or a set. */
  default List<TlaValue> items() {
    return switch (this) {
      case Tuple(List<TlaValue> items) -> items;
      case Members(List<TlaValue> items) -> items;
      default -> throw new IllegalArgumentException("neither a tuple nor a set: " + this);
    };
  }

  /** The fields of a record. */
  default SequencedMap<String, TlaValue> fields() {
    if (this instanceof Fields(SequencedMap<String, TlaValue> values)) {
      return values;
    }
    throw new IllegalArgumentException("not a record: " + this);
  }

  /** One field of a record. */
  default TlaValue field(String name) {
    TlaValue value = fields().get(name);
    if (value == null) {
      throw new IllegalArgumentException("no field " + name + " in " + this);
    }
    return value;
  }
}
