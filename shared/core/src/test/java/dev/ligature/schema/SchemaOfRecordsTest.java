package dev.ligature.schema;

import static dev.ligature.schema.FieldType.BOOLEAN;
import static dev.ligature.schema.FieldType.INSTANT;
import static dev.ligature.schema.FieldType.INTEGER;
import static dev.ligature.schema.FieldType.NUMBER;
import static dev.ligature.schema.FieldType.STRING;
import static dev.ligature.schema.OnDelete.CASCADE;
import static dev.ligature.schema.OnDelete.DO_NOTHING;
import static dev.ligature.schema.OnDelete.PROTECT;
import static dev.ligature.schema.OnDelete.SET_NULL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaOfRecordsTest {

  @Model(plural = "authors")
  @HasMany(value = Post.class, foreignKey = "authorId", onDelete = CASCADE)
  @HasMany(value = Post.class, foreignKey = "editorId", name = "edited", onDelete = SET_NULL)
  @HasOne(value = Profile.class, foreignKey = "authorId", onDelete = CASCADE)
  record Author(@NotBlank String name, @Nullable String bio) {}

  @Model(plural = "profiles")
  record Profile(UUID authorId, String bio) {}

  @Model(plural = "posts")
  record Post(
      @NotBlank String title,
      String content,
      @ForeignKey(Author.class) UUID authorId,
      @ForeignKey(value = Author.class, orphans = OrphanPolicy.NULLIFY) @Nullable UUID editorId,
      @ReadOnly @Indexed @Nullable Instant printedAt,
      @Unique String slug,
      boolean published) {}

  record Point(int x, int y) {}

  @Model(plural = "samples")
  record Sample(
      String string,
      DayOfWeek day,
      int i,
      Integer boxedInt,
      long l,
      @Nullable Long nullableLong,
      short s,
      Byte b,
      double d,
      Float f,
      BigDecimal decimal,
      boolean flag,
      @NotNull boolean saidFlag,
      UUID uuid,
      Instant instant,
      JsonNode json,
      ObjectNode object,
      Map<String, Object> map,
      List<Point> list,
      Point point) {}

  @Model(plural = "nodes")
  record Node(@ForeignKey(value = Node.class, onDelete = CASCADE) @Nullable UUID parentId) {}

  @Model(plural = "users")
  record User(@ForeignKey(value = Node.class, onDelete = PROTECT) @Unique UUID owner) {}

  private final Schema schema = Schema.of(Author.class, Profile.class, Post.class);

  private static Field field(Schema schema, Class<?> model, String name) {
    return schema.model(model).orElseThrow().field(name).orElseThrow();
  }

  @Test
  void aComponentIsRequiredUnlessNullableOrPrimitive() {
    assertThat(schema.model("Author").orElseThrow().fields())
        .containsExactly(
            new Field("name", STRING, true, false, false, false, true),
            new Field("bio", STRING, false, true, false, false, true));
    assertThat(field(schema, Post.class, "content").blank()).isTrue();
    assertThat(field(schema, Post.class, "published"))
        .isEqualTo(new Field("published", BOOLEAN, false, true, false, false, true));
  }

  @Test
  void annotationsOfFieldsAreRead() {
    assertThat(field(schema, Post.class, "printedAt"))
        .isEqualTo(new Field("printedAt", INSTANT, false, true, false, true, false));
    assertThat(field(schema, Post.class, "slug").unique()).isTrue();
  }

  @Test
  void everySupportedJavaTypeHasItsFieldType() {
    Schema samples = Schema.of(Sample.class);

    assertThat(samples.model(Sample.class).orElseThrow().fields())
        .extracting(Field::type)
        .containsExactly(
            STRING,
            STRING,
            INTEGER,
            INTEGER,
            INTEGER,
            INTEGER,
            INTEGER,
            INTEGER,
            NUMBER,
            NUMBER,
            NUMBER,
            BOOLEAN,
            BOOLEAN,
            FieldType.UUID,
            INSTANT,
            FieldType.JSON,
            FieldType.JSON,
            FieldType.JSON,
            FieldType.JSON,
            FieldType.JSON);
    assertThat(samples.model(Sample.class).orElseThrow().fields())
        .as("primitives have their zero; @NotNull makes one required")
        .filteredOn(field -> !field.required())
        .extracting(Field::name)
        .containsExactly("i", "l", "nullableLong", "s", "d", "flag");
  }

  @Test
  void whatBothSidesSayOfAKeyIsJoined() {
    assertThat(schema.constraints())
        .containsExactly(
            new ForeignKeyConstraint(
                "Profile",
                "profiles",
                "authorId",
                "Author",
                "authors",
                CASCADE,
                OrphanPolicy.REMOVE,
                true,
                false,
                "author",
                "profile"),
            new ForeignKeyConstraint(
                "Post",
                "posts",
                "authorId",
                "Author",
                "authors",
                CASCADE,
                OrphanPolicy.REMOVE,
                false,
                false,
                "author",
                "posts"),
            new ForeignKeyConstraint(
                "Post",
                "posts",
                "editorId",
                "Author",
                "authors",
                SET_NULL,
                OrphanPolicy.NULLIFY,
                false,
                true,
                "editor",
                "edited"));
  }

  @Test
  void aModelKnowsTheKeysThatItHoldsAndThoseThatReferToIt() {
    ModelDefinition author = schema.model(Author.class).orElseThrow();
    ModelDefinition post = schema.model(Post.class).orElseThrow();

    assertThat(author.foreignKeys()).isEmpty();
    assertThat(author.referencedBy())
        .extracting(ForeignKeyConstraint::id)
        .containsExactly("profiles.authorId", "posts.authorId", "posts.editorId");
    assertThat(post.foreignKeys()).isEqualTo(schema.constraints().subList(1, 3));
    assertThat(post.foreignKey("editorId")).contains(schema.constraints().get(2));
  }

  @Test
  void modelsAreFoundByNamePluralAndClass() {
    assertThat(schema.models())
        .extracting(ModelDefinition::name)
        .containsExactly("Author", "Profile", "Post");
    assertThat(schema.model("Post")).isPresent().isEqualTo(schema.plural("posts"));
    assertThat(schema.model(Post.class)).isEqualTo(schema.model("Post"));
    assertThat(schema.model("posts")).isEmpty();
    assertThat(schema.plural("Post")).isEmpty();
    assertThat(schema.model(Node.class)).isEmpty();
  }

  @Test
  void aSelfReferenceIsLegal() {
    assertThat(Schema.of(Node.class).constraints())
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.child()).isEqualTo(key.parent());
              assertThat(key.parentName()).isEqualTo("parent");
              assertThat(key.childrenName()).isEqualTo("nodes");
            });
  }

  @Test
  void aUniqueKeyIsAHasOneSeenFromTheChild() {
    Schema users = Schema.of(Node.class, User.class);

    ForeignKeyConstraint key = users.model(User.class).orElseThrow().foreignKeys().getFirst();
    assertThat(key.single()).isTrue();
    assertThat(key.childrenName()).isEqualTo("user");
    assertThat(key.onDelete()).isEqualTo(PROTECT);
    assertThat(field(users, User.class, "owner").unique())
        .as("one claim for the has-one, not a second for the field")
        .isFalse();
  }

  @Test
  void aKeyWithoutIdAtItsEndGivesTheParentsNameToTheRelationship() {
    assertThat(Schema.of(Node.class, User.class).constraints().get(1).parentName())
        .isEqualTo("node");
  }

  @Test
  void whereNoSideSpeaksNothingIsDone() {
    @Model(plural = "notes")
    record Note(@ForeignKey(Node.class) UUID nodeId) {}

    ForeignKeyConstraint key = Schema.of(Note.class, Node.class).constraints().getFirst();
    assertThat(key.onDelete()).isEqualTo(DO_NOTHING);
    assertThat(key.orphans()).isEqualTo(OrphanPolicy.REMOVE);
  }
}
