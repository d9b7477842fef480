package dev.ligature.schema;

import static dev.ligature.schema.OnDelete.CASCADE;
import static dev.ligature.schema.OnDelete.PROTECT;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every rule on records alone, and the error it gives. */
class RecordRulesTest {

  @Model(plural = "authors")
  record Author(String name) {}

  static final class Elsewhere {
    @Model(plural = "writers")
    record Author(String name) {}
  }

  @Model(plural = "classes")
  static final class NoRecord {}

  record Unmarked(String name) {}

  @Test
  void aModelIsARecord() {
    Errors.only(() -> Schema.of(NoRecord.class), "NoRecord", null, "not a record");
  }

  @Test
  void aModelIsAnnotated() {
    Errors.only(() -> Schema.of(Unmarked.class), "Unmarked", null, "lacks @Model");
  }

  @Test
  void whatRefersToARefusedModelIsNotRefusedForThat() {
    @Model(plural = "posts")
    record Post(@ForeignKey(Unmarked.class) UUID unmarkedId) {}

    Errors.only(() -> Schema.of(Post.class, Unmarked.class), "Unmarked", null, "lacks @Model");
  }

  @Test
  void theTargetIsGivenToo() {
    @Model(plural = "posts")
    record Post(@ForeignKey(Author.class) UUID authorId) {}

    Errors.only(
        () -> Schema.of(Post.class), "Post", "authorId", "which is no model of this schema");
  }

  @Test
  void aClassOfTheSameSimpleNameIsNotTheTarget() {
    @Model(plural = "posts")
    record Post(@ForeignKey(Author.class) UUID authorId) {}

    Errors.only(
        () -> Schema.of(Post.class, Elsewhere.Author.class), "Post", "authorId", "RecordRulesTest");
  }

  @Test
  void twoClassesOfOneSimpleNameAreRefused() {
    Errors.only(
        () -> Schema.of(Author.class, Elsewhere.Author.class), "Author", null, "used twice");
  }

  @Test
  void theSameClassTwiceIsRefused() {
    assertThat(Errors.of(() -> Schema.of(Author.class, Author.class)))
        .extracting(SchemaError::model)
        .containsOnly("Author");
  }

  @Test
  void aForeignKeyIsAUuid() {
    @Model(plural = "posts")
    record Post(@ForeignKey(Author.class) String authorId) {}
    @Model(plural = "pages")
    record Page(@ForeignKey(Author.class) LocalDate authorId) {}

    Errors.only(
        () -> Schema.of(Author.class, Post.class),
        "Post",
        "authorId",
        "the foreign key is no UUID but string");
    Errors.only(
        () -> Schema.of(Author.class, Page.class),
        "Page",
        "authorId",
        "the foreign key is no UUID");
  }

  @Test
  void aComponentsTypeIsSupported() {
    @Model(plural = "posts")
    record Post(LocalDate day, Object anything, int[] numbers, char letter) {}

    assertThat(Errors.of(() -> Schema.of(Post.class)))
        .extracting(SchemaError::field)
        .containsExactly("day", "anything", "numbers", "letter");
    assertThat(Errors.of(() -> Schema.of(Post.class)))
        .allSatisfy(error -> assertThat(error.problem()).contains("is not supported"));
  }

  @Test
  void aModelDoesNotHoldAnother() {
    @Model(plural = "posts")
    record Post(Author author) {}
    @Model(plural = "shelves")
    record Shelf(List<Author> authors) {}

    Errors.only(() -> Schema.of(Author.class, Post.class), "Post", "author", "it holds a model");
    Errors.only(() -> Schema.of(Author.class, Shelf.class), "Shelf", "authors", "it holds a model");
  }

  @Test
  void annotationsDoNotContradictEachOther() {
    @Model(plural = "posts")
    record Post(@Nullable @NotBlank String title) {}
    @Model(plural = "pages")
    record Page(@Nullable @NotNull UUID key) {}
    @Model(plural = "books")
    record Book(@NotBlank UUID key) {}
    @Model(plural = "pens")
    record Pen(@Nullable int length) {}

    Errors.only(() -> Schema.of(Post.class), "Post", "title", "both @Nullable and @NotBlank");
    Errors.only(() -> Schema.of(Page.class), "Page", "key", "both @Nullable and @NotNull");
    Errors.only(() -> Schema.of(Book.class), "Book", "key", "@NotBlank, but no String");
    Errors.only(() -> Schema.of(Pen.class), "Pen", "length", "but int is never null");
  }

  @Test
  void aRuleIsSaidOnce() {
    @Model(plural = "posts")
    record Post(
        @ForeignKey(
                value = Author.class,
                onDelete = {CASCADE, PROTECT})
            UUID authorId) {}

    Errors.only(
        () -> Schema.of(Author.class, Post.class),
        "Post",
        "authorId",
        "onDelete is said 2 times: [CASCADE, PROTECT]");
  }
}
