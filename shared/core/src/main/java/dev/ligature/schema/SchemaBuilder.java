package dev.ligature.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds a schema in code, with no class behind its models:
 *
 * <pre>{@code
 * Schema schema = Schema.builder()
 *     .model("Author", "authors")
 *         .field("name", STRING).required()
 *         .hasMany("Post", "authorId").onDelete(CASCADE)
 *     .model("Post", "posts")
 *         .field("title", STRING).required()
 *         .foreignKey("authorId", "Author").required()
 *     .build();
 * }</pre>
 *
 * Nothing is checked before {@link #build}. For one thread.
 */
public final class SchemaBuilder {

  private final List<ModelBuilder> models = new ArrayList<>();

  SchemaBuilder() {}

  /** Begins a model, of that name ({@code Post}) and plural ({@code posts}). */
  public ModelBuilder model(String name, String plural) {
    ModelBuilder model = new ModelBuilder(this, name, plural);
    models.add(model);
    return model;
  }

  /**
   * Checks the whole.
   *
   * @throws SchemaException with every error, if anything is wrong
   */
  public Schema build() {
    return SchemaChecker.check(
        models.stream().map(ModelBuilder::draft).toList(), new ArrayList<>());
  }
}
