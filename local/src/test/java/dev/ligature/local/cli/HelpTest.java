package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
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

  @Test
  void everyCommandOfTheLauncherTellsItsOwn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash on this machine");
    List<String> commands =
        launch("help")
            .lines()
            .filter(line -> line.matches(" {2}[a-z].*"))
            .map(HelpTest::word)
            .toList();
    assertThat(commands).contains("up", "simulate", "test");
    for (String command : commands) {
      String help = Files.readString(HELP.resolve(command + ".txt"));
      assertThat(help).startsWith("Usage: ligature " + command + " ");
      assertThat(launch(command, "--help")).isEqualTo(help);
    }
  }

  @Test
  void thatOfSimulateNamesTheOptionsThatItsProgramTakes() throws IOException {
    Path program = Path.of("..", "proofs", "simulation", "src", "main", "java");
    String source =
        Files.readString(program.resolve(Path.of("dev/ligature/simulation/SimulateMain.java")));
    String help = Files.readString(HELP.resolve("simulate.txt"));

    Set<String> taken = all("(?<=case \")--[a-z-]+", source);
    assertThat(taken).contains("--seeds");
    taken.add("--help");
    assertThat(all("--[a-z-]+", help)).isEqualTo(taken);
  }

  private static String word(String line) {
    return line.strip().split(" ", 2)[0];
  }

  private static Set<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  private static String launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/bash", "../ligature"));
    command.addAll(List.of(arguments));
    Process launcher = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(launcher.waitFor()).as(output).isZero();
    return output;
  }
}
