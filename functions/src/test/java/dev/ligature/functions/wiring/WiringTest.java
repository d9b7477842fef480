package dev.ligature.functions.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.api.FunctionVariable;
import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.models.Models;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaException;
import dev.ligature.schema.SchemaSource;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WiringTest {

  @Test
  void aVariableThatIsMissingOrWrongIsNamed() {
    assertThatThrownBy(() -> Composition.of(Map.of()))
        .hasMessage("the environment variable LIGATURE_BUCKET is not set");
    assertThatThrownBy(() -> Composition.of(Map.of("LIGATURE_BUCKET", "b")))
        .hasMessage("the environment variable LIGATURE_QUEUE_URL is not set");
    assertThatThrownBy(
            () ->
                Composition.of(
                    Map.of(
                        "LIGATURE_BUCKET", "b",
                        "LIGATURE_QUEUE_URL", "http://localhost/q",
                        "AWS_REGION", "us-east-1",
                        "LIGATURE_TASK_SIZE", "many")))
        .hasMessage("the environment variable LIGATURE_TASK_SIZE is \"many\", no whole number");
  }

  @ParameterizedTest
  @EnumSource
  void everyVariableThatTheStackSetsIsRead(FunctionVariable variable) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "LIGATURE_BUCKET", "b",
                "LIGATURE_QUEUE_URL", "http://localhost/q",
                "AWS_REGION", "us-east-1"));
    switch (variable) {
      case BUCKET, QUEUE_URL -> {
        environment.remove(variable.key());
        assertThatThrownBy(() -> Composition.of(environment)).hasMessageContaining(variable.key());
      }
      case INLINE_MILLIS,
          INLINE_VICTIMS,
          TASK_SIZE,
          ORPHAN_GRACE_SECONDS,
          MAX_RECEIVES,
          ADOPT_SCHEMA -> {
        environment.put(variable.key(), "many");
        assertThatThrownBy(() -> Composition.of(environment)).hasMessageContaining(variable.key());
      }
      case API_TITLE, API_VERSION, API_LICENSE -> {
        environment.put(variable.key(), "a text of its own");
        assertThat(Composition.of(environment).services().info().toString())
            .contains("a text of its own");
      }
    }
  }

  @Test
  void theModelsOnTheClassPathAreServed() {
    assertThat(Schemas.load(new Environment(Map.of()))).isEqualTo(new Models().schema());
  }

  @Test
  void aSchemaFileReplacesTheModelsOnTheClassPath(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("schema.json");
    Files.writeString(file, "{\"models\": [{\"name\": \"Boat\", \"plural\": \"boats\"}]}");

    Schema schema = Schemas.load(new Environment(Map.of("LIGATURE_SCHEMA", file.toString())));

    assertThat(schema.models()).hasSize(1);
    assertThat(schema.plural("boats")).isPresent();
  }

  @Test
  void aSchemaFileThatIsMissingOrWrongIsNamed(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.json");
    Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"models\": 7}");

    assertThatThrownBy(
            () -> Schemas.load(new Environment(Map.of("LIGATURE_SCHEMA", missing.toString()))))
        .hasMessageContaining("LIGATURE_SCHEMA names " + missing);
    assertThatThrownBy(
            () -> Schemas.load(new Environment(Map.of("LIGATURE_SCHEMA", wrong.toString()))))
        .isInstanceOf(SchemaException.class);
  }

  /** Models as a user writes them who has made a mistake. */
  public static final class WrongModels implements SchemaSource {
    private final Schema schema =
        Schema.builder().model("Boat", "boats").foreignKey("harbourId", "Harbour").build();

    @Override
    public Schema schema() {
      return schema;
    }
  }

  @Test
  void aSourceWithAWrongSchemaFailsWithTheErrorsOfTheSchema(@TempDir Path folder)
      throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
    Files.writeString(services.resolve(SchemaSource.class.getName()), WrongModels.class.getName());
    URL[] classPath = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classPath, getClass().getClassLoader())) {
      assertThatThrownBy(() -> Schemas.sources(loader))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("Harbour");
    }
  }

  @Test
  void exactlyOneSchemaSourceIsNeeded() {
    assertThatThrownBy(() -> Schemas.only(List.of())).hasMessageContaining("SchemaSource");
    assertThatThrownBy(() -> Schemas.only(List.of(new Models(), new Models())))
        .hasMessageContaining("there are 2")
        .hasMessageContaining(Models.class.getName());
  }

  @Test
  void aMessageIsReadBackAsItWasWritten() {
    UUID job = new UUID(1, 2);
    TaskMessage task = TaskMessage.of(job, TaskId.root());
    TaskMessage watch = new TaskMessage.Watch(job);

    assertThat(SqsMessageBody.parse(SqsMessageBody.of(task))).contains(task);
    assertThat(SqsMessageBody.parse(SqsMessageBody.of(watch))).contains(watch);
    assertThat(SqsMessageBody.of(watch))
        .isEqualTo("{\"jobId\":\"00000000-0000-0001-0000-000000000002\",\"taskId\":\"watch\"}");
    assertThat(SqsMessageBody.of(task))
        .contains("\"taskId\":\"3.000000-00000000-0000-0000-0000-000000000000\"");
  }
}
