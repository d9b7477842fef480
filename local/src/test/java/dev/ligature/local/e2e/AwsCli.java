package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.Endpoints;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The {@code aws} of this machine, pointed at a local stack as the guide says. */
final class AwsCli {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LIMIT_SECONDS = 120;

  private final Path program;
  private final Endpoints endpoints;
  private final Path folder;

  /**
   * @param folder where what it prints is kept, and where it finds no settings of this machine
   */
  AwsCli(Path program, Endpoints endpoints, Path folder) {
    this.program = program;
    this.endpoints = endpoints;
    this.folder = folder;
  }

  /** What a command came to. */
  record Outcome(int code, String output, String errors) {
    /** The JSON that it printed; it must have succeeded. */
    JsonNode json() throws IOException {
      assertThat(code).as(errors).isZero();
      return JSON.readTree(output);
    }

    /** What it printed; it must have succeeded. */
    String text() {
      assertThat(code).as(errors).isZero();
      return output;
    }
  }

  /** The first {@code aws} on the PATH. */
  static Optional<Path> onPath() {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .map(folder -> Path.of(folder, "aws"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** {@code aws --endpoint-url …} on the bucket's S3. */
  Outcome s3(String... command) throws IOException, InterruptedException {
    return run(endpoints.s3(), command);
  }

  /** {@code aws --endpoint-url …} on the queues' SQS. */
  Outcome sqs(String... command) throws IOException, InterruptedException {
    return run(endpoints.sqs(), command);
  }

  private Outcome run(String endpoint, String... command) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(program.toString(), "--endpoint-url", endpoint, "--output", "json"));
    line.addAll(List.of(command));
    Path output = Files.createTempFile(folder, "aws", ".out");
    Path errors = Files.createTempFile(folder, "aws", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_REGION", endpoints.region(),
                "AWS_DEFAULT_REGION", endpoints.region(),
                "AWS_ACCESS_KEY_ID", endpoints.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", endpoints.secretAccessKey(),
                "AWS_CONFIG_FILE", folder.resolve("no-config").toString(),
                "AWS_SHARED_CREDENTIALS_FILE", folder.resolve("no-credentials").toString(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_PAGER", "",
                "NO_PROXY", "*"));
    List.of("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL")
        .forEach(builder.environment()::remove);
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running: " + String.join(" ", line));
    }
    return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
  }
}
