package dev.ligature.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.models.blog.AuditEntry;
import dev.ligature.models.blog.Author;
import dev.ligature.models.blog.Comment;
import dev.ligature.models.blog.Post;
import dev.ligature.models.blog.Profile;
import dev.ligature.models.graph.Album;
import dev.ligature.models.graph.Artist;
import dev.ligature.models.graph.Song;
import dev.ligature.models.shop.Customer;
import dev.ligature.models.shop.Invoice;
import dev.ligature.models.shop.Order;
import dev.ligature.models.shop.OrderLine;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the sample promises to the guide, the walk and the measurements that use it. Each promise is
 * about the models that it names: one more model in {@link Models} breaks none of them.
 */
class ModelsTest {

  private final Schema schema = new Models().schema();
  private final Schema blog =
      Schema.of(Author.class, Profile.class, Post.class, Comment.class, AuditEntry.class);
  private final Schema orders =
      Schema.of(Customer.class, Order.class, OrderLine.class, Invoice.class);
  private final Schema music = Schema.of(Artist.class, Album.class, Song.class);

  @Test
  void everyModelOfWhichThisSpeaksIsServed() {
    assertThat(schema.models())
        .extracting(ModelDefinition::name)
        .containsAll(namesOf(blog))
        .containsAll(namesOf(orders))
        .containsAll(namesOf(music));
  }

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
    assertThat(rulesReachedFrom(blog, Author.class))
        .containsExactlyInAnyOrder(OnDelete.CASCADE, OnDelete.DO_NOTHING);
  }

  @Test
  void aCustomerIsProtectedAtDepthThree() {
    assertThat(orders.model(Customer.class).orElseThrow().referencedBy())
        .extracting(ForeignKeyConstraint::onDelete)
        .containsExactly(OnDelete.CASCADE);
    assertThat(rulesReachedFrom(orders, Customer.class)).contains(OnDelete.PROTECT);
  }

  @Test
  void aSongIsReachedFromAnArtistByCascadeAndByRestrict() {
    assertThat(rulesReachedFrom(music, Artist.class))
        .containsExactlyInAnyOrder(OnDelete.CASCADE, OnDelete.RESTRICT);
  }

  @Test
  void commentsAreLeaves() {
    assertThat(blog.model(Comment.class).orElseThrow().referencedBy()).isEmpty();
  }

  private static List<String> namesOf(Schema part) {
    return part.models().stream().map(ModelDefinition::name).toList();
  }

  private static Set<OnDelete> rulesReachedFrom(Schema part, Class<?> root) {
    Set<OnDelete> rules = EnumSet.noneOf(OnDelete.class);
    Set<String> reached = new LinkedHashSet<>(Set.of(root.getSimpleName()));
    boolean grew = true;
    while (grew) {
      grew = false;
      for (ForeignKeyConstraint key : part.constraints()) {
        if (reached.contains(key.parent())) {
          rules.add(key.onDelete());
          grew |= key.onDelete() == OnDelete.CASCADE && reached.add(key.child());
        }
      }
    }
    return rules;
  }
}
