package dev.ligature.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as somebody wrote it, not yet checked; records, the builder and JSON all become this.
 *
 * @param record the class behind it, or null
 */
record ModelDraft(
    String name,
    String plural,
    List<Field> fields,
    List<Relationship> relationships,
    @Nullable Class<?> record) {

  /** The kinds of relationship, by their names in JSON. */
  enum Kind {
    FOREIGN_KEY("foreignKey"),
    HAS_MANY("hasMany"),
    HAS_ONE("hasOne");

    final String json;

    Kind(String json) {
      this.json = json;
    }
  }

  /**
   * One side's word on a relationship.
   *
   * @param target the model on the other side
   * @param key the foreign key's field, whichever side holds it
   * @param name as seen from the model that declares it; null if not said
   * @param onDelete null if not said
   * @param orphans null if not said
   */
  record Relationship(
      Kind kind,
      String target,
      String key,
      @Nullable String name,
      @Nullable OnDelete onDelete,
      @Nullable OrphanPolicy orphans) {

    /** Whether the model that says so holds the key. */
    boolean heldHere() {
      return kind == Kind.FOREIGN_KEY;
    }
  }
}
