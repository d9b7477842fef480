package dev.ligature.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the stack of a data folder was last started. Kept in the folder, so that what works on it
 * while no stack runs (a sweep, an audit) sees the same bucket through the same schema.
 *
 * <p>A schema that was given as a file is kept beside it as a copy: the file may be edited or gone
 * by then, and what is stored was written under the copy. Credentials are not kept.
 *
 * @param plurals of the models that it served
 * @param bucket name of the bucket
 * @param environment variables that override the template's
 * @param s3Endpoint of an S3 that is not in the stack's process; null if the folder has the bucket
 * @param sqsEndpoint of an SQS that is not in the stack's process; null if it has none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LastStart(
    List<String> plurals,
    String bucket,
    Map<String, String> environment,
    @Nullable URI s3Endpoint,
    @Nullable URI sqsEndpoint) {
  private static final ObjectMapper JSON = new ObjectMapper();

  LastStart {
    plurals = List.copyOf(plurals);
    environment = Map.copyOf(environment);
  }

  /** Reads it; empty if no stack was ever started on this folder. */
  static Optional<LastStart> read(Path folder) {
    Path file = file(folder);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), LastStart.class));
    } catch (IOException unreadable) {
      throw new StackException(
          "%s cannot be read: %s; ./ligature up writes it anew.".formatted(file, unreadable),
          unreadable);
    }
  }

  /** The schema's copy in this folder; empty if the models module's is served. */
  static Optional<Path> schema(Path folder) {
    return Optional.of(copy(folder)).filter(Files::exists);
  }

  /**
   * Keeps these options in their folder.
   *
   * @param served the schema of the options
   * @return the options to go on with: their schema is the copy, which nobody edits
   */
  static StackOptions keep(StackOptions options, Path folder, Schema served) throws IOException {
    Path copy = copy(folder);
    if (options.schema().isEmpty()) {
      Files.deleteIfExists(copy);
    } else if (!options.schema().get().toAbsolutePath().equals(copy)) {
      byte[] schema = Files.readAllBytes(options.schema().get());
      replace(copy, schema);
    }
    Map<String, String> environment = new TreeMap<>(options.environment());
    environment.keySet().removeAll(Account.CREDENTIALS);
    LastStart start =
        new LastStart(
            served.models().stream().map(ModelDefinition::plural).toList(),
            options.bucket(),
            environment,
            options.s3Endpoint().orElse(null),
            options.sqsEndpoint().orElse(null));
    replace(file(folder), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(start));
    return options.schema().isEmpty() ? options : options.withSchema(copy);
  }

  /** All or nothing: a process that is killed leaves the old file or the new one. */
  private static void replace(Path file, byte[] content) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
    Files.write(fresh, content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path file(Path folder) {
    return folder.resolve("start.json");
  }

  private static Path copy(Path folder) {
    return folder.toAbsolutePath().resolve("schema.json");
  }
}
