package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs commands one after the other in one bash, as a person pastes them, who sees all output. */
final class BashSession {
  private static final long LIMIT_MINUTES = 5;

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param folder where the commands run
   * @param environment variables beside those of this process
   */
  BashSession(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /** Whether a program is on the path of this machine. */
  static boolean finds(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** What each of the commands printed, in their order. */
  List<String> run(List<String> commands) throws IOException, InterruptedException {
    String mark = "end of output " + UUID.randomUUID() + "\n";
    StringBuilder script = new StringBuilder();
    for (String command : commands) {
      script.append(command).append("printf %s '").append(mark).append("'\n");
    }
    Path file = Files.writeString(folder.resolve("commands"), script);
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("bash", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process bash = builder.start();
    try {
      assertThat(bash.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
          .as(() -> "It should come to an end after\n" + readIfThere(output))
          .isTrue();
    } finally {
      bash.descendants().forEach(ProcessHandle::destroyForcibly);
      bash.destroyForcibly();
    }
    List<String> printed = new ArrayList<>(List.of(Files.readString(output).split(mark, -1)));
    assertThat(printed.removeLast()).as("what bash says after the last command").isEmpty();
    return printed;
  }

  private static String readIfThere(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
