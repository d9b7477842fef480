package dev.ligature.schema;

import static dev.ligature.schema.FieldType.INTEGER;
import static dev.ligature.schema.FieldType.JSON;
import static dev.ligature.schema.FieldType.STRING;
import static dev.ligature.schema.OnDelete.CASCADE;
import static dev.ligature.schema.OnDelete.PROTECT;
import static dev.ligature.schema.OnDelete.SET_NULL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule that holds however a schema is written, and the error it gives. */
class SchemaRulesTest {

  private static SchemaBuilder blog() {
    SchemaBuilder schema = Schema.builder();
    schema.model("Author", "authors").field("name", STRING);
    return schema;
  }

  @Test
  void aSchemaHasAModel() {
    Errors.only(() -> Schema.builder().build(), null, null, "no model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "a b", "Größe", "a.b"})
  void aModelsNameIsAnIdentifier(String name) {
    Errors.only(
        () -> Schema.builder().model(name, "things").build(), name, null, "no Java identifier");
  }

  @Test
  void aModelsNameIsUsedOnce() {
    Errors.only(
        () -> blog().model("Author", "writers").build(),
        "Author",
        null,
        "the model name is used twice");
  }

  @Test
  void aPluralIsUsedOnce() {
    Errors.only(
        () -> blog().model("Writer", "authors").build(),
        "Writer",
        null,
        "the plural \"authors\" is used twice, also by Author");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Authors", "1authors", "-authors", "a/b", "a.b", "a b", "übel"})
  void aPluralIsLowerCaseAndFitForAPath(String plural) {
    Errors.only(
        () -> Schema.builder().model("Author", plural).build(), "Author", null, "lower-case");
  }

  @Test
  void namesOfSixtyFourCharactersAreLegalAndNoLonger() {
    String longest = "a".repeat(64);
    assertThatCode(() -> Schema.builder().model("Author", longest).field(longest, STRING).build())
        .doesNotThrowAnyException();

    Errors.only(
        () -> Schema.builder().model("Author", longest + "a").build(), "Author", null, "64");
    Errors.only(
        () -> blog().model("Post", "posts").field(longest + "a", STRING).build(),
        "Post",
        longest + "a",
        "64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "schema", "health", "openapi", "openapi.json", "batch"})
  void thePathsOfTheApiAreReserved(String plural) {
    Errors.only(() -> Schema.builder().model("Author", plural).build(), "Author", null, "reserved");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "version",
        "createdAt",
        "updatedAt",
        "condemnedBy",
        "fence",
        "_",
        "_anything"
      })
  void theSystemsFieldsAreReserved(String field) {
    Errors.only(
        () -> blog().model("Post", "posts").field(field, STRING).build(),
        "Post",
        field,
        "reserved");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "a-b", "a.b", "größe"})
  void aFieldsNameIsAnIdentifier(String field) {
    Errors.only(
        () -> blog().model("Post", "posts").field(field, STRING).build(),
        "Post",
        field,
        "no Java identifier");
  }

  @Test
  void aFieldIsDeclaredOnce() {
    Errors.only(
        () -> blog().model("Post", "posts").field("a", STRING).field("a", INTEGER).build(),
        "Post",
        "a",
        "declared twice");
  }

  @Test
  void jsonIsNeitherUniqueNorIndexed() {
    Errors.only(
        () -> blog().model("Post", "posts").field("tags", JSON).unique().build(),
        "Post",
        "tags",
        "a json field cannot be unique");
    Errors.only(
        () -> blog().model("Post", "posts").field("tags", JSON).indexed().build(),
        "Post",
        "tags",
        "a json field cannot be indexed");
  }

  @Test
  void theTargetOfARelationshipExists() {
    Errors.only(
        () -> blog().model("Post", "posts").foreignKey("writerId", "Writer").build(),
        "Post",
        "writerId",
        "it refers to Writer, which is no model");
    Errors.only(
        () -> blog().model("Post", "posts").hasMany("Comment", "postId").build(),
        "Post",
        "postId",
        "it refers to Comment, which is no model");
  }

  @Test
  void theForeignKeyOfAChildExists() {
    Errors.only(
        () -> blog().model("Post", "posts").hasMany("Author", "postId").build(),
        "Post",
        "postId",
        "the foreign key Author.postId does not exist");
  }

  @Test
  void aForeignKeyIsAUuid() {
    Errors.only(
        () -> blog().model("Post", "posts").hasMany("Author", "name").build(),
        "Author",
        "name",
        "the foreign key is no UUID but string");
  }

  @Test
  void aKeyThatCannotBeNullIsNeitherSetToNullNorNullified() {
    Errors.only(
        () ->
            blog()
                .model("Post", "posts")
                .foreignKey("authorId", "Author")
                .required()
                .onDelete(SET_NULL)
                .build(),
        "Post",
        "authorId",
        "SET_NULL on a key that cannot be null");
    Errors.only(
        () ->
            blog()
                .model("Post", "posts")
                .foreignKey("authorId", "Author")
                .required()
                .orphans(OrphanPolicy.NULLIFY)
                .build(),
        "Post",
        "authorId",
        "NULLIFY on a key that cannot be null");
  }

  private static ModelBuilder.RelationshipBuilder twoSides() {
    return Schema.builder()
        .model("Post", "posts")
        .foreignKey("authorId", "Author")
        .onDelete(CASCADE)
        .orphans(OrphanPolicy.REPORT)
        .model("Author", "authors")
        .hasMany("Post", "authorId");
  }

  @Test
  void theTwoSidesAgreeOnTheRule() {
    Errors.only(
        () -> twoSides().onDelete(PROTECT).build(),
        "Post",
        "authorId",
        "the two sides disagree: onDelete is CASCADE here, but PROTECT on Author");
    Errors.only(
        () -> twoSides().orphans(OrphanPolicy.REMOVE).build(),
        "Post",
        "authorId",
        "the two sides disagree: orphans is REPORT here, but REMOVE on Author");
  }

  @Test
  void aSideThatSaysTheSameOrNothingAgrees() {
    assertThat(twoSides().build())
        .isEqualTo(twoSides().onDelete(CASCADE).orphans(OrphanPolicy.REPORT).build());
    assertThat(twoSides().build().constraints())
        .singleElement()
        .satisfies(key -> assertThat(key.onDelete()).isEqualTo(CASCADE))
        .satisfies(key -> assertThat(key.orphans()).isEqualTo(OrphanPolicy.REPORT));
  }

  @Test
  void theTwoSidesNameTheSameModels() {
    Errors.only(
        () ->
            blog()
                .model("Editor", "editors")
                .hasMany("Post", "authorId")
                .model("Post", "posts")
                .foreignKey("authorId", "Author")
                .build(),
        "Editor",
        "authorId",
        "that key refers to Author");
  }

  @Test
  void aUniqueKeyIsNotHasMany() {
    Errors.only(
        () ->
            Schema.builder()
                .model("Author", "authors")
                .hasMany("Post", "authorId")
                .model("Post", "posts")
                .foreignKey("authorId", "Author")
                .unique()
                .build(),
        "Post",
        "authorId",
        "the key is unique, but Author has many");
  }

  @Test
  void aRelationshipIsDeclaredOncePerSide() {
    Errors.only(
        () -> twoSides().hasOne("Post", "authorId").build(),
        "Author",
        "authorId",
        "the relationship through Post.authorId is declared twice");
    Errors.only(
        () ->
            Schema.builder()
                .model("Author", "authors")
                .hasMany("Post", "authorId")
                .model("Editor", "editors")
                .hasMany("Post", "authorId")
                .model("Post", "posts")
                .field("authorId", FieldType.UUID)
                .build(),
        "Editor",
        "authorId",
        "Author already declares the relationship through Post.authorId");
  }

  @Test
  void twoKeysToOneParentNeedAName() {
    SchemaBuilder schema = blog();
    schema.model("Post", "posts").foreignKey("authorId", "Author").foreignKey("editorId", "Author");

    Errors.only(
        schema::build,
        "Author",
        "posts",
        "the relationship of posts.editorId is already that of the relationship of posts.authorId");
    assertThat(Errors.of(schema::build).getFirst().fix())
        .isEqualTo("Give a name to @HasMany of Author for posts.editorId");
  }

  @Test
  void aRelationshipIsNotNamedLikeAField() {
    Errors.only(
        () ->
            blog()
                .model("Post", "posts")
                .field("author", STRING)
                .foreignKey("authorId", "Author")
                .build(),
        "Post",
        "author",
        "is already that of a field");
  }

  @Test
  void aRelationshipToAParentIsNotNamedLikeOneToChildren() {
    Errors.only(
        () ->
            Schema.builder()
                .model("Node", "nodes")
                .foreignKey("parentId", "Node")
                .name("nodes")
                .build(),
        "Node",
        "nodes",
        "is already that of the relationship of nodes.parentId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a,b", "_x", "1st"})
  void aRelationshipsNameIsFitForAPath(String name) {
    Errors.only(
        () -> blog().model("Post", "posts").foreignKey("authorId", "Author").name(name).build(),
        "Post",
        name,
        "must be letters, digits");
  }

  @Test
  void aRelationshipsNameIsNotReserved() {
    Errors.only(
        () ->
            blog().model("Post", "posts").foreignKey("authorId", "Author").name("version").build(),
        "Post",
        "version",
        "reserved");
  }

  @Test
  void cyclesAndSelfReferencesAreLegal() {
    assertThatCode(
            () ->
                Schema.builder()
                    .model("Hen", "hens")
                    .foreignKey("eggId", "Egg")
                    .onDelete(CASCADE)
                    .foreignKey("motherId", "Hen")
                    .name("mother")
                    .model("Egg", "eggs")
                    .foreignKey("henId", "Hen")
                    .onDelete(CASCADE)
                    .build())
        .doesNotThrowAnyException();
  }

  @Test
  void allErrorsAreToldAtOnceInTheOrderOfTheModels() {
    assertThat(
            Errors.of(
                () ->
                    Schema.builder()
                        .model("A", "Wrong")
                        .foreignKey("bId", "Nowhere")
                        .model("B", "bs")
                        .field("id", STRING)
                        .foreignKey("aId", "A")
                        .required()
                        .onDelete(SET_NULL)
                        .model("C", "jobs")
                        .build()))
        .extracting(SchemaError::model, SchemaError::field)
        .containsExactly(
            tuple("A", null),
            tuple("A", "bId"),
            tuple("B", "id"),
            tuple("B", "aId"),
            tuple("C", null));
  }
}
