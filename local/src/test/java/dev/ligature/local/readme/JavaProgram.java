package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs the source of a program as {@code java Program.java} does, on this test's class path. */
final class JavaProgram {
  private static final long LIMIT_MINUTES = 4;
  private static final Pattern PRINTED = Pattern.compile("IO\\.println\\(.*\\); *// (.*)");

  private JavaProgram() {}

  /** What a program prints by its own comments: one behind each statement that prints. */
  static List<String> printedBy(String source) {
    return PRINTED.matcher(source).results().map(line -> line.group(1)).toList();
  }

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
