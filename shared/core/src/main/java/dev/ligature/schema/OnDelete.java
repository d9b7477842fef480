package dev.ligature.schema;

/** What becomes of the entities that refer to one being deleted. The meanings are Django's. */
public enum OnDelete {
  /** They are deleted too, and what refers to them is treated by its own rule. */
  CASCADE,
  /** Their key becomes null. */
  SET_NULL,
  /**
   * The delete is refused if any live entity refers through this key to anything it would delete.
   */
  PROTECT,
  /** As PROTECT, except that an entity which the same delete removes anyway does not protect. */
  RESTRICT,
  /** They stay as they are, and are orphans from then on. The default. */
  DO_NOTHING
}
