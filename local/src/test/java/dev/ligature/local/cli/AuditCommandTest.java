package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.data.EntityService;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.local.LocalBucket;
import dev.ligature.local.TestCredentials;
import dev.ligature.local.cli.Commands.Outcome;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import dev.ligature.store.system.SystemPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket in a data folder is audited and reindexed from the command line. */
class AuditCommandTest {

  private static final Schema SCHEMA =
      Schema.builder()
          .model("Author", "authors")
          .field("name", FieldType.STRING)
          .model("Post", "posts")
          .foreignKey("authorId", "Author")
          .build();

  @TempDir Path folder;
  private Path schema;
  private Path data;
  private String reference;

  @BeforeEach
  void aPostOfAnAuthor() throws Exception {
    schema = folder.resolve("schema.json");
    data = folder.resolve("data");
    Files.writeString(schema, SCHEMA.toJson().toString());
    inBucket(
        store -> {
          Platform platform = SystemPlatform.create();
          EntityService entities =
              Engine.of(EngineConfig.of(SCHEMA, store).withPlatform(platform)).entities();
          UUID author =
              entities
                  .create(SCHEMA.model("Author").orElseThrow(), Json.object().put("name", "Ada"))
                  .orThrow()
                  .id();
          UUID post =
              entities
                  .create(
                      SCHEMA.model("Post").orElseThrow(),
                      Json.object().put("authorId", author.toString()))
                  .orThrow()
                  .id();
          reference = Keys.reference(SCHEMA.constraints().getFirst(), author, post);
        });
  }

  private void inBucket(Consumer<ObjectStore> work) {
    try (LocalBucket bucket = LocalBucket.open(data, "ligature");
        S3Client client = S3Clients.create(TestCredentials.at(bucket.endpoint()))) {
      work.accept(new S3ObjectStore(client, "ligature"));
    }
  }

  private Outcome run(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--data", data.toString(), "--schema", schema.toString()));
    return Commands.run(arguments.toArray(String[]::new));
  }

  @Test
  void aWholeBucketEndsWithZero() {
    Outcome outcome = run("audit");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.output()).contains("2 entities, 1 references").contains("0 violations");
  }

  @Test
  void aBrokenPromiseEndsWithOneUntilAReindexFixesIt() throws Exception {
    inBucket(store -> store.delete(reference, Precondition.none()));
    Outcome broken = run("audit", "--json");
    assertThat(broken.code()).isEqualTo(1);
    JsonNode report = Json.parse(broken.output());
    assertThat(report.path("violations").asInt()).isEqualTo(1);
    assertThat(report.at("/findings/missing_reference/samples/0").asText()).isEqualTo(reference);

    Outcome reindexed = run("reindex");
    assertThat(reindexed.code()).isZero();
    assertThat(Json.parse(reindexed.output()).path("references").asInt()).isEqualTo(1);
    assertThat(run("audit").code()).isZero();
  }
}
