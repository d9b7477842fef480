package dev.ligature.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.models.blog.Author;
import dev.ligature.models.blog.Comment;
import dev.ligature.models.blog.Post;
import dev.ligature.models.blog.Profile;
import dev.ligature.models.graph.Artist;
import dev.ligature.models.shop.Customer;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ModelsTest {

  private final Schema schema = new Models().schema();

  @Test
  void theServiceLoaderFindsTheSchema() {
    assertThat(ServiceLoader.load(SchemaSource.class))
        .singleElement()
        .satisfies(source -> assertThat(source.schema()).isEqualTo(schema));
  }

  @Test
  void theJsonReadsBackEqual() {
    assertThat(Schema.fromJson(schema.toJson().toPrettyString())).isEqualTo(schema);
  }

  @Test
  void theExampleFileIsTheBlog() throws IOException {
    String json = Files.readString(Path.of("../../docs/examples/blog.schema.json"));

    assertThat(Schema.fromJson(json))
        .isEqualTo(Schema.of(Author.class, Profile.class, Post.class, Comment.class));
  }

  @Test
  void theJsonOfTheGuideIsASchema() throws IOException {
    String guide = Files.readString(Path.of("../../docs/models.md"));
    Matcher block = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(guide);

    assertThat(block.find()).isTrue();
    assertThat(Schema.fromJson(block.group(1)).constraints())
        .extracting(ForeignKeyConstraint::id)
        .containsExactly("posts.authorId", "posts.editorId");
  }

  @Test
  void nothingReachedFromAnAuthorCanRefuseItsDelete() {
    assertThat(rulesReachedFrom(Author.class))
        .containsExactlyInAnyOrder(OnDelete.CASCADE, OnDelete.DO_NOTHING);
  }

  @Test
  void aCustomerIsProtectedAtDepthThree() {
    assertThat(schema.model(Customer.class).orElseThrow().referencedBy())
        .extracting(ForeignKeyConstraint::onDelete)
        .containsExactly(OnDelete.CASCADE);
    assertThat(rulesReachedFrom(Customer.class)).contains(OnDelete.PROTECT);
  }

  @Test
  void aSongIsReachedFromAnArtistByCascadeAndByRestrict() {
    assertThat(rulesReachedFrom(Artist.class))
        .containsExactlyInAnyOrder(OnDelete.CASCADE, OnDelete.RESTRICT);
  }

  @Test
  void commentsAreLeaves() {
    assertThat(schema.model(Comment.class).orElseThrow().referencedBy()).isEmpty();
  }

  private Set<OnDelete> rulesReachedFrom(Class<?> root) {
    Set<OnDelete> rules = EnumSet.noneOf(OnDelete.class);
    Set<String> reached = new LinkedHashSet<>(Set.of(root.getSimpleName()));
    boolean grew = true;
    while (grew) {
      grew = false;
      for (ForeignKeyConstraint key : schema.constraints()) {
        if (reached.contains(key.parent())) {
          rules.add(key.onDelete());
          grew |= key.onDelete() == OnDelete.CASCADE && reached.add(key.child());
        }
      }
    }
    return rules;
  }
}
