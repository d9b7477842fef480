package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the source of a program as {@code java Program.java} does, on this test's class path. */
final class JavaProgram {
  private static final long LIMIT_MINUTES = 4;

  private JavaProgram() {}

  /**
   * Compiles and runs a source file.
   *
   * @param folder for its files
   * @param environment variables beside those of this process
   * @return the lines that it printed
   */
  static List<String> run(Path folder, String source, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path program = Files.writeString(folder.resolve("Program.java"), source);
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                program.toString())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process java = builder.start();
    try {
      assertThat(java.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("the program ends").isTrue();
    } finally {
      java.destroyForcibly();
    }
    assertThat(java.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(output);
  }
}
