package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI works on the local stack. Skipped where there is no {@code aws} on the PATH. */
class AwsCliTest {
  @RegisterExtension static final RunningStack stack = new RunningStack();

  @TempDir private static Path folder;

  // Set before any test, if there is one.
  private static AwsCli aws;

  @BeforeAll
  static void findTheCli() {
    Optional<Path> program = AwsCli.onPath();
    assumeTrue(program.isPresent(), "No aws on the PATH: install the AWS CLI to run this test");
    aws = new AwsCli(program.get(), stack.stack().endpoints(), folder);
  }

  @Test
  void anEntityIsListedAndRead() throws Exception {
    String author = stack.api().create("authors", "{\"name\":\"Ada\"}");

    assertThat(aws.s3("s3", "ls", uri("data/authors/")).text()).contains(author + ".json");
    String stored = aws.s3("s3", "cp", uri("data/authors/" + author + ".json"), "-").text();
    assertThat(new ObjectMapper().readTree(stored).path("name").asText()).isEqualTo("Ada");
  }

  @Test
  void aFileIsCopiedThereAndRemovedAndItsVersionsStay() throws Exception {
    Path file = Files.writeString(folder.resolve("note.txt"), "hello");

    aws.s3("s3", "cp", file.toString(), uri("notes/note.txt")).text();
    assertThat(stack.object("notes/note.txt")).isEqualTo("hello");
    aws.s3("s3", "rm", uri("notes/note.txt")).text();
    assertThat(stack.keys("notes/")).isEmpty();

    JsonNode versions =
        aws.s3("s3api", "list-object-versions", "--bucket", bucket(), "--prefix", "notes/").json();
    assertThat(versions.path("Versions").findValuesAsText("Key")).containsExactly("notes/note.txt");
    assertThat(versions.path("Versions").path(0).path("IsLatest").asBoolean(true)).isFalse();
    assertThat(versions.path("DeleteMarkers").findValuesAsText("Key"))
        .containsExactly("notes/note.txt");
    assertThat(versions.path("DeleteMarkers").path(0).path("IsLatest").asBoolean()).isTrue();
  }

  @Test
  void ofTwoCreatesTheSecondIsRefused() throws Exception {
    AwsCli.Outcome first = create("first");
    assumeFalse(
        first.errors().contains("Unknown options: --if-none-match"),
        "This aws is older than S3's conditional writes (August 2024): take a newer one");
    assertThat(first.json().path("ETag").asText()).isNotBlank();

    AwsCli.Outcome second = create("second");

    assertThat(second.code()).isNotZero();
    assertThat(second.errors()).contains("PreconditionFailed");
    assertThat(stack.object("once/key")).isEqualTo("first");
  }

  private static AwsCli.Outcome create(String text) throws Exception {
    Path body = Files.writeString(folder.resolve(text), text);
    return aws.s3(
        "s3api",
        "put-object",
        "--bucket",
        bucket(),
        "--key",
        "once/key",
        "--body",
        body.toString(),
        "--if-none-match",
        "*");
  }

  @Test
  void severalObjectsAreDeletedAtOnce() throws Exception {
    Path body = Files.writeString(folder.resolve("body"), "x");
    for (String key : new String[] {"many/a", "many/b"}) {
      aws.s3("s3api", "put-object", "--bucket", bucket(), "--key", key, "--body", body.toString())
          .json();
    }

    JsonNode deleted =
        aws.s3(
                "s3api",
                "delete-objects",
                "--bucket",
                bucket(),
                "--delete",
                "{\"Objects\":[{\"Key\":\"many/a\"},{\"Key\":\"many/b\"}]}")
            .json();

    assertThat(deleted.path("Deleted").findValuesAsText("Key"))
        .containsExactlyInAnyOrder("many/a", "many/b");
    assertThat(deleted.path("Errors")).isEmpty();
    assertThat(stack.keys("many/")).isEmpty();
  }

  @Test
  void theQueueTellsItsAttributes() throws Exception {
    JsonNode attributes =
        aws.sqs(
                "sqs",
                "get-queue-attributes",
                "--queue-url",
                stack.stack().endpoints().queue(),
                "--attribute-names",
                "All")
            .json()
            .path("Attributes");

    assertThat(attributes.path("ApproximateNumberOfMessages").asText()).isEqualTo("0");
    assertThat(attributes.path("QueueArn").asText()).endsWith(":ligature-tasks");
    assertThat(attributes.path("RedrivePolicy").asText()).contains("ligature-dead-letters");
  }

  private static String uri(String key) {
    return "s3://" + bucket() + "/" + key;
  }

  private static String bucket() {
    return stack.stack().endpoints().bucket();
  }
}
