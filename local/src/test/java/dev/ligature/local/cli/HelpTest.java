package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * The launcher prints a command's help from a file, without a build. {@code -Dhelp=write} writes
 * the files anew.
 */
class HelpTest {
  private static final Path HELP = Path.of("src", "main", "help");

  @ParameterizedTest
  @ValueSource(strings = {"up", "seed", "sweep", "invoke", "audit", "reindex"})
  void theFileSaysWhatTheCommandWouldPrint(String command) throws IOException {
    CommandLine line = Main.commandLine().getSubcommands().get(command);
    String help = line.getUsageMessage(Ansi.OFF);
    Path file = HELP.resolve(command + ".txt");
    if ("write".equals(System.getProperty("help"))) {
      Files.writeString(Files.createDirectories(HELP).resolve(file.getFileName()), help);
    }
    assertThat(file).hasContent(help);
  }
}
