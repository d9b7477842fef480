package dev.ligature.schema;

/**
 * One foreign key with everything that both sides say of it: the edge of the schema's graph.
 *
 * @param child name of the model that holds the key
 * @param childPlural its plural
 * @param field the key's field
 * @param parent name of the model that the key refers to
 * @param parentPlural its plural
 * @param onDelete what happens to the child when the parent is deleted
 * @param orphans what the sweeper does with orphans of it
 * @param single whether a parent may have at most one such child (has-one)
 * @param nullable whether the key may be null
 * @param parentName name of the relationship as seen from the child: {@code author}
 * @param childrenName name of the relationship as seen from the parent: {@code posts}, {@code
 *     profile}
 */
public record ForeignKeyConstraint(
    String child,
    String childPlural,
    String field,
    String parent,
    String parentPlural,
    OnDelete onDelete,
    OrphanPolicy orphans,
    boolean single,
    boolean nullable,
    String parentName,
    String childrenName) {

  /** The name under which API, logs, counts and bucket know it: {@code posts.authorId}. */
  public String id() {
    return childPlural + "." + field;
  }
}
