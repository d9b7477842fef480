package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.schema.FieldType;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models of docs/models.md and of the README are models. */
class ModelsPageTest {
  private static final String IMPORTS =
      """
      import static dev.ligature.schema.OnDelete.CASCADE;
      import dev.ligature.schema.*;
      import jakarta.validation.constraints.*;
      import java.util.UUID;
      import org.jspecify.annotations.Nullable;
      """;

  private final MarkdownPage page = MarkdownPage.read("docs/models.md");

  @TempDir private Path folder;

  /** Compiles declarations and answers the names of the models that an expression has. */
  private List<String> models(String declarations, String schema)
      throws IOException, InterruptedException {
    String main = "void main() { %s.models().forEach(model -> IO.println(model.name())); }";
    return JavaProgram.run(folder, IMPORTS + declarations + main.formatted(schema), Map.of());
  }

  @Test
  void theRecordsAndTheirSourceAreASchema() throws Exception {
    List<String> java = page.blocks("java");

    assertThat(models(java.getFirst(), "schema")).containsExactly("Author", "Profile", "Post");
    assertThat(models(java.getFirst() + java.getLast(), "new Models().schema()"))
        .containsExactly("Author", "Profile", "Post");
  }

  @Test
  void theBuildersSchemaIsOne() throws Exception {
    assertThat(models(page.blocks("java").get(1), "schema")).containsExactly("Author", "Post");
  }

  @Test
  void theReadmesRecordsAreASchema() throws Exception {
    String records =
        MarkdownPage.read("README.md").section("Your own models").blocks("java").getFirst();

    assertThat(models(records, "Schema.of(Author.class, Post.class)"))
        .containsExactly("Author", "Post");
  }

  @Test
  void theJsonIsASchemaAndComesBackEqual() {
    Schema schema = Schema.fromJson(page.blocks("json").getFirst());

    assertThat(Schema.fromJson(schema.toJson())).isEqualTo(schema);
  }

  @Test
  void aWrongSchemaIsToldOfAsShown() {
    assertThatThrownBy(
            () ->
                Schema.builder()
                    .model("Author", "authors")
                    .model("Post", "posts")
                    .foreignKey("authorId", "Author")
                    .required()
                    .onDelete(OnDelete.SET_NULL)
                    .model("Label", "tags")
                    .field("text", FieldType.STRING)
                    .model("Tag", "tags")
                    .build())
        .isInstanceOf(SchemaException.class)
        .hasMessage(page.section("Every rule and its error").blocks("").getFirst().strip());
  }
}
