package dev.ligature.schema;

import static dev.ligature.schema.FieldType.INTEGER;
import static dev.ligature.schema.FieldType.STRING;
import static dev.ligature.schema.OnDelete.CASCADE;
import static dev.ligature.schema.OnDelete.PROTECT;
import static dev.ligature.schema.OnDelete.SET_NULL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaJsonTest {

  /** The example of the design, its fields spelled out. */
  private static final String BLOG =
      """
      {"models":[
       {"name":"Author","plural":"authors",
        "fields":[{"name":"name","type":"string","required":true},{"name":"bio","type":"string"}],
        "relationships":[{"kind":"hasMany","name":"posts","model":"Post","foreignKey":"authorId","onDelete":"CASCADE"}]},
       {"name":"Post","plural":"posts",
        "fields":[{"name":"title","type":"string","required":true},{"name":"authorId","type":"uuid","required":true}],
        "relationships":[{"kind":"foreignKey","name":"author","model":"Author","foreignKey":"authorId"}]}]}
      """;

  @Model(plural = "authors")
  @HasMany(value = Post.class, foreignKey = "authorId", onDelete = CASCADE)
  record Author(@NotBlank String name, @Nullable String bio) {}

  @Model(plural = "posts")
  record Post(@NotBlank String title, @ForeignKey(Author.class) UUID authorId) {}

  /** Everything that the builder can say. */
  private static Schema rich() {
    return Schema.builder()
        .model("User", "users")
        .field("email", STRING)
        .required()
        .unique()
        .field("motto", STRING)
        .required()
        .blank()
        .field("age", INTEGER)
        .indexed()
        .field("born", FieldType.INSTANT)
        .readOnly()
        .field("extra", FieldType.JSON)
        .field("weight", FieldType.NUMBER)
        .field("active", FieldType.BOOLEAN)
        .field("token", FieldType.UUID)
        .required()
        .foreignKey("bossId", "User")
        .name("boss")
        .onDelete(SET_NULL)
        .orphans(OrphanPolicy.NULLIFY)
        .hasMany("User", "bossId")
        .name("staff")
        .hasOne("Desk", "userId")
        .name("place")
        .onDelete(PROTECT)
        .orphans(OrphanPolicy.REPORT)
        .model("Desk", "desks")
        .foreignKey("userId", "User")
        .required()
        .readOnly()
        .name("owner")
        .build();
  }

  @Test
  void theJsonOfTheDesignIsWrittenAsItStands() throws Exception {
    assertThat(Schema.of(Author.class, Post.class).toJson())
        .isEqualTo(new ObjectMapper().readTree(BLOG));
  }

  @Test
  void recordsBuilderAndJsonGiveEqualSchemas() {
    Schema records = Schema.of(Author.class, Post.class);
    Schema built =
        Schema.builder()
            .model("Author", "authors")
            .field("name", STRING)
            .required()
            .field("bio", STRING)
            .hasMany("Post", "authorId")
            .onDelete(CASCADE)
            .model("Post", "posts")
            .field("title", STRING)
            .required()
            .foreignKey("authorId", "Author")
            .required()
            .build();

    assertThat(Schema.fromJson(BLOG)).isEqualTo(records).hasSameHashCodeAs(records);
    assertThat(built).isEqualTo(records);
    assertThat(built.model(Author.class)).as("no class behind it").isEmpty();
  }

  @Test
  void everythingThatCanBeSaidReadsBackEqual() {
    Schema schema = rich();

    assertThat(Schema.fromJson(schema.toJson())).isEqualTo(schema);
    assertThat(Schema.fromJson(schema.toString())).isEqualTo(schema);
    assertThat(Schema.fromJson(schema.toJson()).toJson()).isEqualTo(schema.toJson());
  }

  @Test
  void extrasAreInTheJsonOnlyWhereTheyDifferFromTheDefault() {
    String json = rich().toString();

    assertThat(json)
        .contains("{\"name\":\"email\",\"type\":\"string\",\"required\":true,\"unique\":true}")
        .contains("{\"name\":\"motto\",\"type\":\"string\",\"required\":true,\"blank\":true}")
        .contains("{\"name\":\"age\",\"type\":\"integer\",\"indexed\":true}")
        .contains("{\"name\":\"born\",\"type\":\"instant\",\"updatable\":false}")
        .contains(
            "{\"kind\":\"hasOne\",\"name\":\"place\",\"model\":\"Desk\",\"foreignKey\":\"userId\","
                + "\"onDelete\":\"PROTECT\",\"orphans\":\"REPORT\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "foreignKey, Author, Post, author, posts",
    "hasMany, Post, Author, author, articles",
  })
  void aRelationshipDeclaredOnEitherSideAloneIsComplete(
      String kind, String target, String owner, String parentName, String childrenName) {
    String relationship =
        """
        {"kind":"%s","name":"%s","model":"%s","foreignKey":"authorId","onDelete":"CASCADE"}\
        """
            .formatted(kind, kind.equals("hasMany") ? childrenName : parentName, target);
    Schema schema =
        Schema.fromJson(
            """
            {"models":[{"name":"Author","plural":"authors","relationships":[%s]},
             {"name":"Post","plural":"posts","fields":[{"name":"authorId","type":"uuid"}],
              "relationships":[%s]}]}\
            """
                .formatted(
                    owner.equals("Author") ? relationship : "",
                    owner.equals("Post") ? relationship : ""));

    assertThat(schema.constraints())
        .containsExactly(
            new ForeignKeyConstraint(
                "Post",
                "posts",
                "authorId",
                "Author",
                "authors",
                CASCADE,
                OrphanPolicy.REMOVE,
                false,
                true,
                parentName,
                childrenName));
    assertThat(Schema.fromJson(schema.toJson())).isEqualTo(schema);
  }

  @Test
  void schemasThatDifferInOneWordAreNotEqual() {
    Schema blog = Schema.fromJson(BLOG);

    assertThat(
            Schema.fromJson(BLOG.replace("\"onDelete\":\"CASCADE\"", "\"onDelete\":\"PROTECT\"")))
        .isNotEqualTo(blog);
    assertThat(Schema.fromJson(BLOG.replace("\"title\"", "\"headline\""))).isNotEqualTo(blog);
    assertThat(Schema.fromJson(BLOG.replace("\"hasMany\"", "\"hasOne\""))).isNotEqualTo(blog);
  }

  @Test
  void theTreeIsTheCallersOwn() {
    Schema schema = Schema.fromJson(BLOG);
    ((ObjectNode) schema.toJson()).removeAll();

    assertThat(Schema.fromJson(schema.toJson())).isEqualTo(schema);
  }
}
